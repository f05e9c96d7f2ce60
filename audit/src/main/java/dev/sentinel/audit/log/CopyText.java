package dev.sentinel.audit.log;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Rows in PostgreSQL's text format for {@code COPY}: the fastest way in for many at once. */
public final class CopyText {
    private final StringBuilder out = new StringBuilder(4_096);
    private boolean atStart = true;

    public CopyText column(String value) {
        separate();
        for (int i = 0; i < value.length(); i++) {
            char character = value.charAt(i);
            switch (character) {
                case '\\' -> out.append("\\\\");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                default -> out.append(character);
            }
        }
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
}
