package dev.sentinel.identity.token;

import dev.sentinel.identity.access.Scope;
import dev.sentinel.identity.agent.AgentId;
import dev.sentinel.identity.agent.AgentStatus;
import dev.sentinel.identity.agent.ClientMetadata;
import dev.sentinel.identity.credential.KeptSecret;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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

    /**
     * Whether a token by secret needs nobody else and no waiting: no secret is in Vault, no proof
     * of a key must be seen for the first time, and no mark of an earlier revocation is of this
     * second or to come.
     */
    boolean isJudgedFromMemory(Instant now) {
        return !metadata.dpopBound()
                && isPast(tokensNotBefore, now)
                && keys.stream()
                        .allMatch(key ->
                                key.kept() instanceof KeptSecret.InRow
                                        && isPast(key.tokensNotBefore(), now));
    }

    private static boolean isPast(Optional<Instant> mark, Instant now) {
        return mark.isEmpty() || !now.isBefore(firstSecondAfter(mark.get()));
    }

    /** Tokens count in whole seconds: a mark hits those of its own second, too. */
    static Instant firstSecondAfter(Instant mark) {
        return mark.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    }
}
