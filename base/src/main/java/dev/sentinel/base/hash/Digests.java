package dev.sentinel.base.hash;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Message digests of FIPS 180-4, to be used by one thread each. */
public final class Digests {
    // Looking the algorithm up costs as much as hashing; a copy of one that is new does not.
    private static final MessageDigest NEW_SHA256 = found();

    private Digests() {}

    /** A SHA-256 that nothing has been put into. */
    public static MessageDigest sha256() {
        try {
            return (MessageDigest) NEW_SHA256.clone();
        } catch (CloneNotSupportedException otherProvider) {
            return found();
        }
    }

    private static MessageDigest found() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
