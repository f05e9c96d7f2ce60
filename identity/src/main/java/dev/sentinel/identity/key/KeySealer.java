package dev.sentinel.identity.key;

import dev.sentinel.base.secret.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals private keys for the database: AES-256-GCM (NIST SP 800-38D) under the key-encryption key
 * {@code SENTINEL_KEK}, bound to the key's id, so that a sealed key moved to another row does not
 * open.
 *
 * <p>Form: version (1 byte) ‖ nonce (12 bytes, random) ‖ ciphertext and tag.
 */
public final class KeySealer {
    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKey kek;
    private final SecureRandom random;

    /**
     * With the key-encryption key.
     *
     * @param kek 32 bytes in base64
     * @throws IllegalArgumentException when it is not
     */
    public KeySealer(Secret kek, SecureRandom random) {
        this.kek = new SecretKeySpec(bytes(kek), "AES");
        this.random = random;
    }

    private static byte[] bytes(Secret kek) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(kek.expose());
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("is not base64: use `openssl rand -base64 32`");
        }
        if (bytes.length != 32) {
            throw new IllegalArgumentException(
                    "has " + bytes.length + " bytes instead of 32: use `openssl rand -base64 32`");
        }
        return bytes;
    }

    byte[] seal(String kid, byte[] plain) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, kid, nonce).doFinal(plain);
            return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
                    .put(VERSION)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException("AES-GCM is missing", bug);
        }
    }

    /** Fails loudly under another key: without its keys identity cannot serve. */
    byte[] open(String kid, byte[] sealed) {
        if (sealed.length <= 1 + NONCE_BYTES || sealed[0] != VERSION) {
            throw new IllegalStateException("signing key " + kid + " is sealed in an unknown form");
        }
        byte[] nonce = new byte[NONCE_BYTES];
        ByteBuffer rest = ByteBuffer.wrap(sealed, 1, sealed.length - 1).get(nonce);
        byte[] ciphertext = new byte[rest.remaining()];
        rest.get(ciphertext);
        try {
            return cipher(Cipher.DECRYPT_MODE, kid, nonce).doFinal(ciphertext);
        } catch (GeneralSecurityException wrong) {
            throw new IllegalStateException(
                    "signing key "
                            + kid
                            + " does not open: is SENTINEL_KEK the one it was sealed"
                            + " under?",
                    wrong);
        }
    }

    private Cipher cipher(int mode, String kid, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, kek, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(kid.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
