package dev.sentinel.trust.crypto;

import java.util.Arrays;
import java.util.Optional;

/**
 * The algorithms that tokens may be signed with (RFC 7518 section 3.1, RFC 8037 section 3.1). There
 * is no symmetric one and no {@code none}: who can verify must not be able to sign.
 */
public enum SignatureAlgorithm {
    /** RSASSA-PKCS1-v1_5 with SHA-256, at least 2048 bits. */
    RS256("RS256", "RSA", "SHA256withRSA"),
    /** ECDSA on P-256 with SHA-256, signatures as r ‖ s. */
    ES256("ES256", "EC", "SHA256withECDSAinP1363Format"),
    /** Ed25519, and no other curve. */
    EDDSA("EdDSA", "Ed25519", "Ed25519");

    private final String jose;
    private final String family;
    private final String signature;

    SignatureAlgorithm(String jose, String family, String signature) {
        this.jose = jose;
        this.family = family;
        this.signature = signature;
    }

    /** By its JOSE name, in exactly that spelling. */
    public static Optional<SignatureAlgorithm> named(String jose) {
        return Arrays.stream(values()).filter(each -> each.jose.equals(jose)).findFirst();
    }

    /** As {@code alg} names it in headers and keys. */
    public String jose() {
        return jose;
    }

    /** As {@link java.security.KeyFactory} names it. */
    public String family() {
        return family;
    }

    /** As {@link java.security.Signature} names it. */
    String signature() {
        return signature;
    }
}
