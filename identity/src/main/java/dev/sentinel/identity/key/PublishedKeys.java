package dev.sentinel.identity.key;

import dev.sentinel.trust.token.VerificationKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One consistent sight of the ring, replaced as a whole. */
final class PublishedKeys {
    private final @Nullable Signer signer;
    private final Map<String, VerificationKey> byKid;
    private final byte[] jwks;
    private final Instant readAt;

    private PublishedKeys(
            @Nullable Signer signer,
            Map<String, VerificationKey> byKid,
            byte[] jwks,
            Instant readAt) {
        this.signer = signer;
        this.byKid = byKid;
        this.jwks = jwks;
        this.readAt = readAt;
    }

    /** Before the ring has been read. */
    static PublishedKeys none() {
        return new PublishedKeys(null, Map.of(), new byte[0], Instant.EPOCH);
    }

    /** The sight that follows this one; keys that stay keep what they have prepared. */
    PublishedKeys followedBy(Signer next, List<SigningKey> keys, Instant now) {
        Map<String, VerificationKey> verifying = new HashMap<>();
        for (SigningKey key : keys) {
            verifying.put(key.kid(), find(key.kid()).orElseGet(() -> PublishedKeys.verifying(key)));
        }
        return new PublishedKeys(next, Map.copyOf(verifying), Jwk.set(keys), now);
    }

    boolean isRead() {
        return signer != null;
    }

    Instant readAt() {
        return readAt;
    }

    Signer signer() {
        return Optional.ofNullable(signer)
                .orElseThrow(() -> new IllegalStateException("the key ring is not open"));
    }

    boolean signs(String kid) {
        return Optional.ofNullable(signer).map(Signer::kid).filter(kid::equals).isPresent();
    }

    Optional<VerificationKey> find(String kid) {
        return Optional.ofNullable(byKid.get(kid));
    }

    byte[] jwks() {
        return jwks;
    }

    private static VerificationKey verifying(SigningKey key) {
        return new VerificationKey(key.kid(), key.algorithm(), key.publicKey());
    }
}
