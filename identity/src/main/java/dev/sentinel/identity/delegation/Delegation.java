package dev.sentinel.identity.delegation;

import dev.sentinel.identity.access.Scope;
import dev.sentinel.identity.agent.AgentId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A permission to act for somebody.
 *
 * @param subject for whom: an agent's or a person's id
 * @param actor who may act
 * @param scopes what it may do in the subject's name at most
 * @param grantedBy who permitted it: the subject, or an administrator
 */
public record Delegation(
        DelegationId id,
        String workspace,
        String subject,
        AgentId actor,
        Set<Scope> scopes,
        String grantedBy,
        Instant createdAt,
        Instant expiresAt,
        Optional<Instant> revokedAt) {

    public Delegation {
        scopes = Set.copyOf(scopes);
    }
}
