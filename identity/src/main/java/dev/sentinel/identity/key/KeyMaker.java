package dev.sentinel.identity.key;

import dev.sentinel.identity.key.SigningKey.State;
import dev.sentinel.trust.crypto.CryptoProvider;
import dev.sentinel.trust.crypto.SignatureAlgorithm;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Optional;

/** Makes keys of the ring, and opens them again to sign. */
final class KeyMaker {
    private final KeySealer sealer;
    private final CryptoProvider provider;

    KeyMaker(KeySealer sealer, CryptoProvider provider) {
        this.sealer = sealer;
        this.provider = provider;
    }

    /** A new key of the algorithm. */
    SigningKey generated(SignatureAlgorithm algorithm, State state, Instant now) {
        KeyPair pair = provider.generate(algorithm);
        return sealed(algorithm, pair.getPublic(), pair.getPrivate(), state, now);
    }

    /** The key that somebody gave us. */
    SigningKey given(RsaPem pem, State state, Instant now) {
        return sealed(SignatureAlgorithm.RS256, pem.publicKey(), pem.privateKey(), state, now);
    }

    /** Something that signs with it. */
    Signer signer(SigningKey key) {
        byte[] sealed =
                key.sealedPrivate()
                        .orElseThrow(() -> new IllegalStateException(key.kid() + " is retired"));
        return new Signer(key.kid(), key.algorithm(), opened(key, sealed), provider);
    }

    private PrivateKey opened(SigningKey key, byte[] sealed) {
        try {
            return KeyFactory.getInstance(key.algorithm().family())
                    .generatePrivate(new PKCS8EncodedKeySpec(sealer.open(key.kid(), sealed)));
        } catch (GeneralSecurityException damaged) {
            throw new IllegalStateException(
                    "signing key " + key.kid() + " opens, but does not parse", damaged);
        }
    }

    private SigningKey sealed(
            SignatureAlgorithm algorithm,
            PublicKey publicKey,
            PrivateKey privateKey,
            State state,
            Instant now) {
        String kid = Jwk.thumbprint(publicKey);
        return new SigningKey(
                kid,
                algorithm,
                state,
                publicKey,
                Optional.of(sealer.seal(kid, privateKey.getEncoded())),
                now,
                Optional.empty(),
                state == State.ACTIVE ? Optional.of(now) : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
