package dev.sentinel.audit.note;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A text and who signed it (C2SP signed-note).
 *
 * @param text the signed text, ending in a newline
 * @param signatures at least one
 */
public record SignedNote(String text, List<Signature> signatures) {
    private static final String SIGNATURE_START = "\u2014 ";
    private static final int MAX_SIGNATURES = 100;
    private static final int MAX_LENGTH = 1_000_000;

    /**
     * One signature line.
     *
     * @param name the key's name
     * @param blob base64 of the key's 4-byte id and the signature
     */
    public record Signature(String name, String blob) {
        /**
         * Reads a line without its newline.
         *
         * @throws IllegalArgumentException when it is not a signature line
         */
        public static Signature parse(String line) {
            String[] parts = line.split(" ", -1);
            if (!line.startsWith(SIGNATURE_START) || parts.length != 3 || parts[1].isEmpty()) {
                throw new IllegalArgumentException("not a signature line: " + line);
            }
            Signature signature = new Signature(parts[1], parts[2]);
            if (signature.bytes().length <= Ed25519Key.ID_LENGTH) {
                throw new IllegalArgumentException(
                        "the signature line holds no signature: " + line);
            }
            return signature;
        }

        /** The key's id and the signature. */
        byte[] bytes() {
            return Base64.getDecoder().decode(blob);
        }

        /** The line, with its newline. */
        public String format() {
            return SIGNATURE_START + name + " " + blob + "\n";
        }
    }

    public SignedNote {
        signatures = List.copyOf(signatures);
    }

    /** The note with further signatures. */
    public SignedNote with(List<Signature> more) {
        List<Signature> all = new ArrayList<>(signatures);
        more.stream().filter(each -> !all.contains(each)).forEach(all::add);
        return new SignedNote(text, all);
    }

    /** The note as it is stored and served. */
    public String format() {
        StringBuilder note = new StringBuilder(text).append('\n');
        signatures.forEach(signature -> note.append(signature.format()));
        return note.toString();
    }

    /**
     * Reads a note.
     *
     * @throws IllegalArgumentException when it is malformed
     */
    public static SignedNote parse(String note) {
        int blank = note.lastIndexOf("\n\n");
        if (blank < 0 || !note.endsWith("\n") || note.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a note has a text, a blank line and signatures");
        }
        if (note.chars().anyMatch(c -> c < ' ' && c != '\n')) {
            throw new IllegalArgumentException("a note has no control characters");
        }
        List<Signature> signatures =
                note.substring(blank + 2).lines().map(Signature::parse).toList();
        if (signatures.isEmpty() || signatures.size() > MAX_SIGNATURES) {
            throw new IllegalArgumentException("a note has 1 to 100 signatures");
        }
        return new SignedNote(note.substring(0, blank + 1), signatures);
    }
}
