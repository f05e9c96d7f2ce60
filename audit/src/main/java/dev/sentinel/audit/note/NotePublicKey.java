package dev.sentinel.audit.note;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key that checks notes: a name and an Ed25519 public key (C2SP signed-note, "Verifier keys").
 *
 * <p>Its text form {@code name+id+base64} is all that a verifier needs to be given.
 */
public final class NotePublicKey {
    static final byte TYPE = 1;

    private final Ed25519Key key;

    NotePublicKey(String name, byte[] bytes) {
        this(new Ed25519Key(name, TYPE, bytes));
    }

    private NotePublicKey(Ed25519Key key) {
        this.key = key;
    }

    /** Reads {@code name+id+base64}. */
    public static NotePublicKey parse(String text) {
        return new NotePublicKey(Ed25519Key.parse(text, TYPE));
    }

    /** Reads one key a line, skipping blank lines and those that begin with {@code #}. */
    public static List<NotePublicKey> parseAll(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(NotePublicKey::parse)
                .toList();
    }

    public String name() {
        return key.name();
    }

    /**
     * Whether the note carries this key's signature. One that names this key and does not verify
     * makes the note malformed, whatever else stands in it.
     */
    public boolean signed(SignedNote note) {
        List<SignedNote.Signature> own = note.signatures().stream().filter(key::isMadeBy).toList();
        byte[] text = note.text().getBytes(StandardCharsets.UTF_8);
        return !own.isEmpty()
                && own.stream()
                        .allMatch(each -> key.verifies(text, each.bytes(), Ed25519Key.ID_LENGTH));
    }

    byte[] id() {
        return key.id();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NotePublicKey that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return Objects.hash(toString());
    }

    /** {@code name+id+base64}. */
    @Override
    public String toString() {
        return key.toString();
    }
}
