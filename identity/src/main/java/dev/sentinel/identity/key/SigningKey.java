package dev.sentinel.identity.key;

import dev.sentinel.trust.crypto.SignatureAlgorithm;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Optional;

/**
 * One key of the ring, as it is stored.
 *
 * @param kid its RFC 7638 thumbprint
 * @param sealedPrivate empty once retired: what is gone cannot leak
 */
record SigningKey(
        String kid,
        SignatureAlgorithm algorithm,
        State state,
        RSAPublicKey publicKey,
        Optional<byte[]> sealedPrivate,
        Instant createdAt,
        Optional<Instant> retiredAt) {

    /** Where a key is in its life. It only ever moves down this list. */
    enum State {
        /** Published, so that verifiers know it before it signs. */
        NEXT,
        /** Signs. One at a time for each algorithm. */
        ACTIVE,
        /** Published until the last token it signed has expired. */
        RETIRED
    }
}
