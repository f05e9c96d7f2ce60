package dev.sentinel.identity.key;

import dev.sentinel.trust.crypto.CryptoProvider;
import dev.sentinel.trust.crypto.SignatureAlgorithm;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Signs with one key, from any number of threads.
 *
 * <p>{@link Signature} objects are kept: making one costs a provider look-up and an import of the
 * key. A signature never parks its thread, so there are never more of them than carriers.
 */
public final class Signer {
    private final String kid;
    private final SignatureAlgorithm algorithm;
    private final PrivateKey key;
    private final CryptoProvider provider;
    private final ConcurrentLinkedQueue<Signature> idle = new ConcurrentLinkedQueue<>();

    public Signer(
            String kid, SignatureAlgorithm algorithm, PrivateKey key, CryptoProvider provider) {
        this.kid = kid;
        this.algorithm = algorithm;
        this.key = key;
        this.provider = provider;
    }

    /** The key's id, as the JWKS names it. */
    public String kid() {
        return kid;
    }

    public SignatureAlgorithm algorithm() {
        return algorithm;
    }

    /** Whether a signature takes so little that an event loop may wait for it. */
    boolean isQuick() {
        return provider.signsQuickly(algorithm);
    }

    /** The signature over {@code input} in JOSE's form (RFC 7515 section 5.1). */
    public byte[] sign(byte[] input) {
        Signature kept = idle.poll();
        try {
            Signature signature = kept == null ? prepared() : kept;
            signature.update(input);
            byte[] signed = signature.sign();
            idle.add(signature);
            return signed;
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException("key " + kid + " does not sign", bug);
        }
    }

    private Signature prepared() throws GeneralSecurityException {
        Signature signature = provider.signature(algorithm);
        signature.initSign(key);
        return signature;
    }
}
