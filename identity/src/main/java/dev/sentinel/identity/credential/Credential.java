package dev.sentinel.identity.credential;

import dev.sentinel.identity.agent.AgentId;
import java.time.Instant;
import java.util.Optional;

/** One way for an agent to prove who it is, without the secret itself. */
record Credential(
        CredentialId id,
        AgentId agent,
        Instant createdAt,
        Optional<Instant> expiresAt,
        Optional<Instant> revokedAt) {

    boolean isExpiredAt(Instant now) {
        return expiresAt.filter(end -> !now.isBefore(end)).isPresent();
    }
}
