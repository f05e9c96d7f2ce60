package dev.sentinel.client;

import java.time.Instant;
import java.util.Optional;

/**
 * A credential with its secret, which the server shows this once.
 *
 * @param clientSecret {@code sk_live_} and 64 hexadecimal digits; keep it, never log it
 */
public record NewCredential(
        String credentialId,
        String clientId,
        String clientSecret,
        String status,
        Instant createdAt,
        Optional<Instant> expiresAt) {

    /** Without the secret: this ends up in logs. */
    @Override
    public String toString() {
        return "NewCredential[credentialId=%s, clientId=%s, clientSecret=•••]"
                .formatted(credentialId, clientId);
    }
}
