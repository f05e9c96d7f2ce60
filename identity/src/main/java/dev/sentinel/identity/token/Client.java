package dev.sentinel.identity.token;

import dev.sentinel.identity.access.Scope;
import dev.sentinel.identity.agent.AgentId;
import dev.sentinel.identity.agent.AgentStatus;
import dev.sentinel.identity.agent.ClientMetadata;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An agent as the token endpoint needs it: one object in memory, one query to read.
 *
 * @param metadata how it authenticates
 * @param publicKeys its keys by value
 * @param tokensNotBefore its earlier tokens are revoked
 * @param keys its usable secrets; those that ended with a decommissioned agent are still known, to
 *     tell who asks that it is
 */
record Client(
        AgentId id,
        String workspace,
        AgentStatus status,
        Set<Scope> scopes,
        ClientMetadata metadata,
        List<ClientPublicKey> publicKeys,
        Optional<Instant> tokensNotBefore,
        List<ClientKey> keys) {

    Client {
        scopes = Set.copyOf(scopes);
        publicKeys = List.copyOf(publicKeys);
        keys = List.copyOf(keys);
    }
}
