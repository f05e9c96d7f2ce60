package dev.sentinel.audit.log;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Rows in PostgreSQL's text format for {@code COPY}: the fastest way in for many at once. */
public final class CopyText {
    private final StringBuilder out = new StringBuilder(4_096);
    private boolean atStart = true;

    public CopyText column(String value) {
        separate();
        // Most columns hold nothing to escape and are taken whole.
        int taken = 0;
        for (int i = 0; i < value.length(); i++) {
            String escaped = escaped(value.charAt(i));
            if (!escaped.isEmpty()) {
                out.append(value, taken, i).append(escaped);
                taken = i + 1;
            }
        }
        out.append(taken == 0 ? value : value.substring(taken));
        return this;
    }

    public CopyText column(Optional<String> value) {
        if (value.isPresent()) {
            return column(value.get());
        }
        separate();
        out.append("\\N");
        return this;
    }

    /** A bytea, given in hexadecimal. */
    public CopyText bytes(String hex) {
        return column("\\x" + hex);
    }

    public void endRow() {
        out.append('\n');
        atStart = true;
    }

    public byte[] toBytes() {
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void separate() {
        if (!atStart) {
            out.append('\t');
        }
        atStart = false;
    }

    /** Empty for a character that stands for itself. */
    private static String escaped(char character) {
        return switch (character) {
            case '\\' -> "\\\\";
            case '\t' -> "\\t";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            default -> "";
        };
    }
}
