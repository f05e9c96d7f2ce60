package dev.sentinel.identity.token;

import dev.sentinel.identity.credential.CredentialId;
import dev.sentinel.identity.credential.SecretMac;
import java.time.Instant;
import java.util.Optional;

/**
 * What is kept of one secret of a client.
 *
 * @param tokensNotBefore tokens issued with it earlier are revoked
 */
record ClientKey(
        CredentialId id,
        SecretMac mac,
        Optional<Instant> expiresAt,
        Optional<Instant> tokensNotBefore) {}
