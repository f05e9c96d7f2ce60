package dev.sentinel.client;

import java.time.Instant;
import java.util.Optional;

/**
 * A credential as the API shows it, without its secret.
 *
 * @param status {@code active}, {@code expired} or {@code revoked}
 */
public record Credential(
        String credentialId,
        String clientId,
        String status,
        Instant createdAt,
        Optional<Instant> expiresAt,
        Optional<Instant> revokedAt) {}
