package dev.sentinel.identity.key;

/** The JOSE algorithms that a key of the ring may sign with (RFC 7518 section 3.1). */
public enum SigningAlgorithm {
    RS256("RSA", "SHA256withRSA");

    private final String family;
    private final String signature;

    SigningAlgorithm(String family, String signature) {
        this.family = family;
        this.signature = signature;
    }

    /** As {@link java.security.KeyFactory} names it. */
    String family() {
        return family;
    }

    /** As {@link java.security.Signature} names it. */
    String signature() {
        return signature;
    }
}
