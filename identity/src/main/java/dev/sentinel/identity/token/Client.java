package dev.sentinel.identity.token;

import dev.sentinel.identity.access.Scope;
import dev.sentinel.identity.agent.AgentId;
import dev.sentinel.identity.agent.AgentStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An agent as the token endpoint needs it: one object in memory, one query to read.
 *
 * @param tokensNotBefore its earlier tokens are revoked
 * @param keys its usable secrets; those that ended with a decommissioned agent are still known, to
 *     tell who asks that it is
 */
record Client(
        AgentId id,
        String workspace,
        AgentStatus status,
        Set<Scope> scopes,
        Optional<Instant> tokensNotBefore,
        List<ClientKey> keys) {

    Client {
        scopes = Set.copyOf(scopes);
        keys = List.copyOf(keys);
    }
}
