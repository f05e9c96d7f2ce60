package dev.sentinel.audit.note;

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
 * A key that checks notes: a name and an Ed25519 public key (C2SP signed-note, "Verifier keys").
 *
 * <p>Its text form {@code name+id+base64} is all that a verifier needs to be given.
 */
public final class NotePublicKey {
    static final byte ED25519 = 1;
    static final int ID_LENGTH = 4;
    private static final int KEY_LENGTH = 32;

    /** What X.509 puts before the 32 bytes of an Ed25519 key (RFC 8410 §4). */
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final String name;
    private final byte[] key;
    private final byte[] id;
    private final PublicKey publicKey;

    NotePublicKey(String name, byte[] key) {
        if (name.isEmpty() || name.chars().anyMatch(c -> c == '+' || Character.isWhitespace(c))) {
            throw new IllegalArgumentException(
                    "key name '" + name + "' is empty or has spaces or a plus");
        }
        if (key.length != KEY_LENGTH) {
            throw new IllegalArgumentException("an Ed25519 public key has 32 bytes");
        }
        this.name = name;
        this.key = key.clone();
        this.id = id(name, key);
        this.publicKey = publicKey(key);
    }

    /** Reads {@code name+id+base64}. */
    public static NotePublicKey parse(String text) {
        String[] parts = text.strip().split("\\+", 3);
        if (parts.length != 3) {
            throw new IllegalArgumentException("a verifier key reads name+id+base64");
        }
        byte[] typed = Base64.getDecoder().decode(parts[2]);
        if (typed.length != KEY_LENGTH + 1 || typed[0] != ED25519) {
            throw new IllegalArgumentException("the verifier key is not for Ed25519");
        }
        var key = new NotePublicKey(parts[0], Arrays.copyOfRange(typed, 1, typed.length));
        if (!HexFormat.of().formatHex(key.id).equals(parts[1])) {
            throw new IllegalArgumentException("the verifier key's id does not match its bytes");
        }
        return key;
    }

    public String name() {
        return name;
    }

    /** Whether the note carries a valid signature of this key. */
    public boolean signed(SignedNote note) {
        return note.signatures().stream()
                .filter(signature -> signature.name().equals(name))
                .map(signature -> Base64.getDecoder().decode(signature.blob()))
                .filter(blob -> blob.length > ID_LENGTH)
                .filter(blob -> Arrays.equals(blob, 0, ID_LENGTH, id, 0, ID_LENGTH))
                .anyMatch(blob -> valid(note.text(), blob));
    }

    byte[] id() {
        return id.clone();
    }

    /** {@code name+id+base64}. */
    @Override
    public String toString() {
        byte[] typed = new byte[KEY_LENGTH + 1];
        typed[0] = ED25519;
        System.arraycopy(key, 0, typed, 1, KEY_LENGTH);
        return name
                + "+"
                + HexFormat.of().formatHex(id)
                + "+"
                + Base64.getEncoder().encodeToString(typed);
    }

    private boolean valid(String text, byte[] blob) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(publicKey);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return signature.verify(blob, ID_LENGTH, blob.length - ID_LENGTH);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private static byte[] id(String name, byte[] key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update(ED25519);
            return Arrays.copyOf(digest.digest(key), ID_LENGTH);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private static PublicKey publicKey(byte[] key) {
        byte[] encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + KEY_LENGTH);
        System.arraycopy(key, 0, encoded, X509_PREFIX.length, KEY_LENGTH);
        try {
            return KeyFactory.getInstance("Ed25519")
                    .generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException failure) {
            throw new IllegalArgumentException("not an Ed25519 public key", failure);
        }
    }
}
