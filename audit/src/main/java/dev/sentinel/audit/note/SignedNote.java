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

    /**
     * One signature line.
     *
     * @param name the key's name
     * @param blob base64 of the key's 4-byte id and the signature
     */
    public record Signature(String name, String blob) {}

    public SignedNote {
        signatures = List.copyOf(signatures);
    }

    /** The note as it is stored and served. */
    public String format() {
        StringBuilder note = new StringBuilder(text).append('\n');
        for (Signature signature : signatures) {
            note.append(SIGNATURE_START)
                    .append(signature.name())
                    .append(' ')
                    .append(signature.blob())
                    .append('\n');
        }
        return note.toString();
    }

    /**
     * Reads a note.
     *
     * @throws IllegalArgumentException when it is malformed
     */
    public static SignedNote parse(String note) {
        int blank = note.lastIndexOf("\n\n");
        if (blank < 0 || !note.endsWith("\n")) {
            throw new IllegalArgumentException("a note has a text, a blank line and signatures");
        }
        List<Signature> signatures = new ArrayList<>();
        for (String line : note.substring(blank + 2).lines().toList()) {
            signatures.add(signature(line));
        }
        if (signatures.isEmpty() || signatures.size() > MAX_SIGNATURES) {
            throw new IllegalArgumentException("a note has 1 to 100 signatures");
        }
        return new SignedNote(note.substring(0, blank + 1), signatures);
    }

    private static Signature signature(String line) {
        String[] parts = line.split(" ", -1);
        if (!line.startsWith(SIGNATURE_START) || parts.length != 3) {
            throw new IllegalArgumentException("not a signature line: " + line);
        }
        Base64.getDecoder().decode(parts[2]);
        return new Signature(parts[1], parts[2]);
    }
}
