package dev.sentinel.identity.key;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import dev.sentinel.trust.token.VerificationKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One consistent sight of the ring, replaced as a whole. */
final class PublishedKeys {
    private final @Nullable Signer signer;
    private final Map<String, VerificationKey> byKid;
    private final byte[] jwks;

    private PublishedKeys(
            @Nullable Signer signer, Map<String, VerificationKey> byKid, byte[] jwks) {
        this.signer = signer;
        this.byKid = byKid;
        this.jwks = jwks;
    }

    /** Before the ring has been read. */
    static PublishedKeys none() {
        return new PublishedKeys(null, Map.of(), new byte[0]);
    }

    static PublishedKeys of(Signer signer, List<SigningKey> keys) {
        return new PublishedKeys(
                signer,
                keys.stream().collect(Collectors.toMap(SigningKey::kid, PublishedKeys::verifying)),
                new JWKSet(keys.stream().map(PublishedKeys::jwk).toList())
                        .toString()
                        .getBytes(StandardCharsets.UTF_8));
    }

    boolean isRead() {
        return signer != null;
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

    private static JWK jwk(SigningKey key) {
        return new RSAKey.Builder(key.publicKey())
                .keyID(key.kid())
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.parse(key.algorithm().jose()))
                .build();
    }
}
