package dev.sentinel.identity.token;

import dev.sentinel.identity.access.Scope;
import dev.sentinel.identity.credential.CredentialId;
import dev.sentinel.identity.credential.KeptSecret;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What is kept of one secret of a client.
 *
 * @param scopes what tokens issued with it carry at most; empty: all that the client may
 * @param tokensNotBefore tokens issued with it earlier are revoked
 */
record ClientKey(
        CredentialId id,
        KeptSecret kept,
        Optional<Set<Scope>> scopes,
        Optional<Instant> expiresAt,
        Optional<Instant> tokensNotBefore) {}
