package dev.sentinel.identity.key;

import dev.sentinel.base.Unavailable;
import dev.sentinel.identity.key.SigningKey.State;
import dev.sentinel.trust.token.VerificationKey;
import dev.sentinel.trust.token.VerificationKeys;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signing keys as this process sees them: one active, one next, and the retired ones whose
 * tokens still live.
 *
 * <p>Rotation overlaps. The next key stands in the JWKS long before it signs, the retired one until
 * its last token has expired, so no verifier ever meets a key it cannot find. Every process reads
 * the ring again every few seconds; until then it signs with the key that was active, which is
 * still published.
 */
public final class KeyRing implements VerificationKeys {
    private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);

    private final Rotations rotations;
    private final Clock clock;
    private volatile PublishedKeys current = PublishedKeys.none();

    /** A ring without keys: {@link #open} reads them. */
    public KeyRing(Rotations rotations, Clock clock) {
        this.rotations = rotations;
        this.clock = clock;
    }

    /**
     * Opens the ring; takes up the seed and makes what is missing.
     *
     * @throws IllegalArgumentException when the seed is not a usable key
     * @throws IllegalStateException when stored keys do not open under this key-encryption key
     */
    public void open() {
        show(rotations.complete());
    }

    /**
     * Signs new tokens.
     *
     * @throws Unavailable when this process cannot know any more which key that is
     */
    public Signer active() {
        PublishedKeys sight = current;
        Instant readAt = sight.readAt();
        if (sight.isRead() && clock.instant().isAfter(readAt.plus(KeyRingConfig.READ_WITHIN))) {
            // A key that retired meanwhile may leave the JWKS before the token expires.
            throw new Unavailable("key ring", "not read since " + readAt);
        }
        return sight.signer();
    }

    /** The key of this id, while it is published. */
    @Override
    public Optional<VerificationKey> find(String kid) {
        return current.find(kid);
    }

    @Override
    public boolean ready() {
        return current.isRead();
    }

    /** Every few seconds: sees what another process has changed, and does what is due. */
    public void follow() {
        List<SigningKey> keys = rotations.all();
        if (rotations.isDue(keys)) {
            rotations.advance();
            keys = rotations.all();
        }
        show(keys);
    }

    /** What changes the ring. */
    public Rotations rotations() {
        return rotations;
    }

    /** The published keys as a JWK set (RFC 7517 section 5), in bytes. */
    byte[] jwks() {
        return current.jwks();
    }

    private void show(List<SigningKey> keys) {
        Instant now = clock.instant();
        PublishedKeys before = current;
        SigningKey active =
                keys.stream()
                        .filter(key -> key.state() == State.ACTIVE)
                        .findFirst()
                        .orElseThrow(
                                () -> new IllegalStateException("the key ring has no active key"));
        Signer signer = before.signs(active.kid()) ? before.signer() : rotations.signer(active);
        List<SigningKey> shown = keys.stream().filter(key -> key.isPublishedAt(now)).toList();
        current = before.followedBy(signer, shown, now);
        if (before.isRead() && signer != before.signer()) {
            LOG.info("signing with key {} ({})", active.kid(), active.algorithm().jose());
        }
    }
}
