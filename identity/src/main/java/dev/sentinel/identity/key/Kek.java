package dev.sentinel.identity.key;

import dev.sentinel.base.secret.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/** A key-encryption key that this process holds: {@code SENTINEL_KEK}. */
final class Kek {
    static final int ID_BYTES = 8;

    private final byte[] key;
    private final byte[] id;

    /**
     * With the key itself.
     *
     * @param text 32 bytes in base64
     * @throws IllegalArgumentException when it is not
     */
    Kek(Secret text) {
        this.key = bytes(text);
        this.id = Arrays.copyOf(sha256(key), ID_BYTES);
    }

    /** Names the key in what it has sealed: the start of its SHA-256. */
    byte[] id() {
        return id.clone();
    }

    byte[] wrap(byte[] dataKey, byte[] bound, SecureRandom random) {
        return AesGcm.seal(key, dataKey, bound, random);
    }

    byte[] unwrap(byte[] wrapped, byte[] bound) throws GeneralSecurityException {
        return AesGcm.open(key, wrapped, bound);
    }

    private static byte[] bytes(Secret kek) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(kek.expose());
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("is not base64: use `openssl rand -base64 32`");
        }
        if (bytes.length != AesGcm.KEY_BYTES) {
            throw new IllegalArgumentException(
                    "has "
                            + bytes.length
                            + " bytes instead of "
                            + AesGcm.KEY_BYTES
                            + ": use `openssl rand -base64 32`");
        }
        return bytes;
    }

    private static byte[] sha256(byte[] key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key);
        } catch (NoSuchAlgorithmException bug) {
            throw new IllegalStateException("SHA-256 is missing", bug);
        }
    }
}
