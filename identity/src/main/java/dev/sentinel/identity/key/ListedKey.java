package dev.sentinel.identity.key;

import java.time.Instant;
import java.util.Optional;

/**
 * A key of the ring as people see it: nothing that is secret.
 *
 * @param state next, active or retired
 * @param kek which key-encryption key it is sealed under, by the start of its SHA-256; empty for
 *     one that has retired, whose private half is gone
 */
public record ListedKey(
        String kid,
        String algorithm,
        String state,
        Instant createdAt,
        Optional<Instant> signsFrom,
        Optional<Instant> activatedAt,
        Optional<Instant> retiredAt,
        Optional<Instant> verifiesUntil,
        Optional<Instant> compromisedAt,
        Optional<String> kek) {

    static ListedKey of(SigningKey key) {
        return new ListedKey(
                key.kid(),
                key.algorithm().jose(),
                key.state().word(),
                key.createdAt(),
                key.signsFrom(),
                key.activatedAt(),
                key.retiredAt(),
                key.verifiesUntil(),
                key.compromisedAt(),
                key.sealedPrivate().map(sealed -> KeySealer.kekOf(key.kid(), sealed)));
    }
}
