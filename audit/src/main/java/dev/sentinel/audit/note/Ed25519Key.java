package dev.sentinel.audit.note;

import dev.sentinel.base.hash.Digests;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A named Ed25519 public key for one type of signature (C2SP signed-note, "Signature types"). The
 * type is part of the key's id, so a signature of one type never passes as another.
 */
final class Ed25519Key {
    static final int ID_LENGTH = 4;
    static final int SIGNATURE_LENGTH = 64;
    private static final int LENGTH = 32;
    private static final int LONGEST_NAME = 200;

    /** What X.509 puts before the 32 bytes of an Ed25519 key (RFC 8410 §4). */
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final String name;
    private final byte type;
    private final byte[] key;
    private final byte[] id;
    private final PublicKey publicKey;

    Ed25519Key(String name, byte type, byte[] key) {
        if (name.isEmpty()
                || name.length() > LONGEST_NAME
                || name.chars().anyMatch(c -> c == '+' || c < ' ' || isSpace(c))) {
            throw new IllegalArgumentException(
                    "key name '%s' is empty, longer than %d, or has spaces or a plus"
                            .formatted(name, LONGEST_NAME));
        }
        if (key.length != LENGTH) {
            throw new IllegalArgumentException("an Ed25519 public key has 32 bytes");
        }
        this.name = name;
        this.type = type;
        this.key = key.clone();
        this.id = id(name, type, key);
        this.publicKey = publicKey(key);
    }

    /** Reads {@code name+id+base64} of a key of this type. */
    static Ed25519Key parse(String text, byte type) {
        String[] parts = text.strip().split("\\+", 3);
        if (parts.length != 3) {
            throw new IllegalArgumentException("a verifier key reads name+id+base64");
        }
        byte[] typed = Base64.getDecoder().decode(parts[2]);
        if (typed.length != LENGTH + 1 || typed[0] != type) {
            throw new IllegalArgumentException(
                    "the verifier key is not one for Ed25519 of type " + type);
        }
        Ed25519Key key = new Ed25519Key(parts[0], type, Arrays.copyOfRange(typed, 1, typed.length));
        if (!HexFormat.of().formatHex(key.id).equals(parts[1])) {
            throw new IllegalArgumentException("the verifier key's id does not match its bytes");
        }
        return key;
    }

    String name() {
        return name;
    }

    byte[] id() {
        return id.clone();
    }

    /** Whether these bytes of a signature line begin with this key's id. */
    boolean isMadeBy(SignedNote.Signature signature) {
        return signature.name().equals(name)
                && Arrays.equals(signature.bytes(), 0, ID_LENGTH, id, 0, ID_LENGTH);
    }

    boolean verifies(byte[] message, byte[] bytes, int from) {
        if (bytes.length - from != SIGNATURE_LENGTH) {
            return false;
        }
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(publicKey);
            signature.update(message);
            return signature.verify(bytes, from, SIGNATURE_LENGTH);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    /** {@code name+id+base64}. */
    @Override
    public String toString() {
        byte[] typed = new byte[LENGTH + 1];
        typed[0] = type;
        System.arraycopy(key, 0, typed, 1, LENGTH);
        return name
                + "+"
                + HexFormat.of().formatHex(id)
                + "+"
                + Base64.getEncoder().encodeToString(typed);
    }

    private static boolean isSpace(int character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character);
    }

    private static byte[] id(String name, byte type, byte[] key) {
        MessageDigest digest = Digests.sha256();
        digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
        digest.update(type);
        return Arrays.copyOf(digest.digest(key), ID_LENGTH);
    }

    private static PublicKey publicKey(byte[] key) {
        byte[] encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + LENGTH);
        System.arraycopy(key, 0, encoded, X509_PREFIX.length, LENGTH);
        try {
            return KeyFactory.getInstance("Ed25519")
                    .generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException failure) {
            throw new IllegalArgumentException("not an Ed25519 public key", failure);
        }
    }
}
