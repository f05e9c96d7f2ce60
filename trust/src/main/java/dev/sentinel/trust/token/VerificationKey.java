package dev.sentinel.trust.token;

import dev.sentinel.trust.crypto.CryptoProvider;
import dev.sentinel.trust.crypto.SignatureAlgorithm;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A public key bound to the one algorithm it verifies (RFC 8725 section 3.1: the token does not
 * choose). Serves any number of threads.
 *
 * <p>{@link Signature} objects are kept, as in a signer: making one costs a provider look-up and an
 * import of the key, as much as the verification itself.
 */
public final class VerificationKey {
    private static final int R_AND_S = 64;

    private final String kid;
    private final SignatureAlgorithm algorithm;
    private final PublicKey key;
    private final CryptoProvider provider;
    private final ConcurrentLinkedQueue<Signature> idle = new ConcurrentLinkedQueue<>();

    /** A key of our own ring, or one that {@link Jwks} has checked. */
    public VerificationKey(String kid, SignatureAlgorithm algorithm, PublicKey key) {
        this(kid, algorithm, key, CryptoProvider.fastest());
    }

    VerificationKey(
            String kid, SignatureAlgorithm algorithm, PublicKey key, CryptoProvider provider) {
        this.kid = kid;
        this.algorithm = algorithm;
        this.key = key;
        this.provider = provider;
    }

    public String kid() {
        return kid;
    }

    public SignatureAlgorithm algorithm() {
        return algorithm;
    }

    public PublicKey key() {
        return key;
    }

    /** Whether the signature over the bytes is this key's, in JOSE's form (RFC 7518 section 3). */
    public boolean verifies(byte[] signed, byte[] signature) {
        // One form each: DER in place of r ‖ s, or bytes after the end, would be a second token
        // that says the same.
        if (signature.length != signatureLength()) {
            return false;
        }
        Signature kept = idle.poll();
        try {
            Signature verifier = kept == null ? prepared() : kept;
            verifier.update(signed);
            boolean good = verifier.verify(signature);
            idle.add(verifier);
            return good;
        } catch (SignatureException | InvalidKeyException _) {
            // What threw is in an unknown state, and is not kept.
            return false;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("no " + algorithm + " from " + provider, missing);
        }
    }

    private int signatureLength() {
        return key instanceof RSAPublicKey rsa ? (rsa.getModulus().bitLength() + 7) / 8 : R_AND_S;
    }

    private Signature prepared() throws GeneralSecurityException {
        Signature verifier = provider.signature(algorithm);
        verifier.initVerify(key);
        return verifier;
    }
}
