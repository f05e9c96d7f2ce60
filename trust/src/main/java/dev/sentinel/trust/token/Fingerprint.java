package dev.sentinel.trust.token;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * SHA-256 of a whole token, never of a prefix or the signature alone: tokens are remembered by it,
 * so that memory holds none that could be used.
 */
record Fingerprint(long first, long second, long third, long fourth) {
    // Looking the algorithm up costs as much as hashing; a copy of one that is new does not.
    private static final MessageDigest NEW = sha256();

    static Fingerprint of(String token) {
        ByteBuffer hash = ByteBuffer.wrap(copy().digest(token.getBytes(StandardCharsets.UTF_8)));
        return new Fingerprint(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
    }

    private static MessageDigest copy() {
        try {
            return (MessageDigest) NEW.clone();
        } catch (CloneNotSupportedException otherProvider) {
            return sha256();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** As well spread as any of its bits. */
    @Override
    public int hashCode() {
        return (int) first;
    }
}
