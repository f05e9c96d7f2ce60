package dev.sentinel.identity.credential;

import java.security.MessageDigest;

/** What is kept of a secret: its HMAC-SHA-256 under the pepper. Tells nothing, opens nothing. */
public final class SecretMac {
    private final byte[] bytes;

    /** As it was kept. */
    public SecretMac(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /** Compares in constant time: the delay must not tell how many bytes were right. */
    public boolean matches(SecretMac other) {
        return MessageDigest.isEqual(bytes, other.bytes);
    }

    byte[] bytes() {
        return bytes.clone();
    }
}
