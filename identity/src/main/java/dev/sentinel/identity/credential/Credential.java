package dev.sentinel.identity.credential;

import dev.sentinel.identity.access.Scope;
import dev.sentinel.identity.agent.Agent;
import dev.sentinel.identity.agent.AgentId;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One way for an agent to prove who it is, without the secret itself.
 *
 * @param scopes what its tokens carry at most; empty: all that the agent may
 * @param rotatedAt since when its secret is another than the first
 */
record Credential(
        CredentialId id,
        AgentId agent,
        Optional<Set<Scope>> scopes,
        Instant createdAt,
        Optional<Instant> expiresAt,
        Optional<Instant> rotatedAt,
        Optional<Instant> revokedAt) {

    Credential {
        scopes = scopes.map(Set::copyOf);
    }

    boolean isExpiredAt(Instant now) {
        return expiresAt.filter(end -> !now.isBefore(end)).isPresent();
    }

    /** In the word of the API; an expired one is not called active. */
    String statusAt(Instant now) {
        if (revokedAt.isPresent()) {
            return "revoked";
        }
        return isExpiredAt(now) ? "expired" : "active";
    }

    /** What tokens issued with it may carry. */
    Set<Scope> reach(Agent owner) {
        EnumSet<Scope> reach = EnumSet.noneOf(Scope.class);
        owner.scopes().stream()
                .filter(scope -> scopes.isEmpty() || scopes.get().contains(scope))
                .forEach(reach::add);
        return Collections.unmodifiableSet(reach);
    }

    Credential rotated(Instant at) {
        return new Credential(id, agent, scopes, createdAt, expiresAt, Optional.of(at), revokedAt);
    }

    Credential revoked(Instant at) {
        return new Credential(id, agent, scopes, createdAt, expiresAt, rotatedAt, Optional.of(at));
    }

    /** What can change about it, as the audit log shows it. */
    Map<String, Object> changeableAt(Instant now) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("status", statusAt(now));
        fields.put("secretSince", rotatedAt.orElse(createdAt));
        fields.put("revokedAt", revokedAt);
        return fields;
    }
}
