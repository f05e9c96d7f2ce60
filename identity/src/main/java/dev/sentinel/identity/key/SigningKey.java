package dev.sentinel.identity.key;

import dev.sentinel.trust.crypto.SignatureAlgorithm;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * One key of the ring, as it is stored.
 *
 * @param kid its RFC 7638 thumbprint
 * @param sealedPrivate empty once retired: what is gone cannot leak
 * @param createdAt from when on it is published
 * @param signsFrom when it takes over, for a next key of which that has been decided
 * @param verifiesUntil by when the last token that it signed has expired; for a retired key
 * @param compromisedAt since when nothing that it signed is believed
 */
record SigningKey(
        String kid,
        SignatureAlgorithm algorithm,
        State state,
        PublicKey publicKey,
        Optional<byte[]> sealedPrivate,
        Instant createdAt,
        Optional<Instant> signsFrom,
        Optional<Instant> activatedAt,
        Optional<Instant> retiredAt,
        Optional<Instant> verifiesUntil,
        Optional<Instant> compromisedAt) {

    /** Where a key is in its life. It only ever moves down this list. */
    enum State {
        /** Published, so that verifiers know it before it signs. */
        NEXT,
        /** Signs. One at a time. */
        ACTIVE,
        /** Published until the last token it signed has expired. */
        RETIRED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether verifiers are to find it. */
    boolean isPublishedAt(Instant now) {
        return state != State.RETIRED || verifiesUntil.filter(now::isBefore).isPresent();
    }

    /** A next key that nobody has told yet when to sign. */
    boolean isUndecided() {
        return state == State.NEXT && signsFrom.isEmpty();
    }

    boolean signsLongerThan(Instant since) {
        return state == State.ACTIVE && activatedAt.filter(since::isAfter).isPresent();
    }

    boolean isToSignAt(Instant now) {
        return state == State.NEXT && signsFrom.filter(from -> !now.isBefore(from)).isPresent();
    }
}
