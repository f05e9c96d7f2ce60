package dev.sentinel.audit.verify;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Lines as bytes: they are hashed as they stand, so nothing is decoded on the way. */
final class LineReader {
    private static final int MAX_LINE = 1 << 20;

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 18];
    private int at;
    private int end;

    LineReader(InputStream in) {
        this.in = in;
    }

    /**
     * The next line without its end; none after the last.
     *
     * @throws IllegalArgumentException when it is longer than any line of an export
     */
    Optional<byte[]> next() {
        ByteArrayOutputStream begun = new ByteArrayOutputStream(0);
        while (fill()) {
            int newline = newline();
            begun.write(buffer, at, newline - at);
            at = Math.min(end, newline + 1);
            if (begun.size() > MAX_LINE) {
                throw new IllegalArgumentException("a line is longer than " + MAX_LINE + " bytes");
            }
            if (newline < end) {
                return Optional.of(begun.toByteArray());
            }
        }
        return begun.size() == 0 ? Optional.empty() : Optional.of(begun.toByteArray());
    }

    private int newline() {
        int position = at;
        while (position < end && buffer[position] != '\n') {
            position++;
        }
        return position;
    }

    private boolean fill() {
        if (at < end) {
            return true;
        }
        try {
            end = in.read(buffer);
            at = 0;
            return end > 0;
        } catch (IOException failure) {
            throw new UncheckedIOException("the export cannot be read", failure);
        }
    }
}
