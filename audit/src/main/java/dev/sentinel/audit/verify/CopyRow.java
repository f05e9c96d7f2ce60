package dev.sentinel.audit.verify;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A row of {@code COPY … TO STDOUT (FORMAT binary)}, read where it lies. The header comes with the
 * first row, the trailer by itself.
 */
final class CopyRow {
    private static final byte[] SIGNATURE =
            "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final int[] at;
    private final int[] length;
    private byte[] bytes = {};
    private boolean begun;

    CopyRow(int columns) {
        at = new int[columns];
        length = new int[columns];
    }

    /** Goes on to this message; false when it holds no row. */
    boolean read(byte[] message) {
        bytes = message;
        int position = 0;
        if (!begun) {
            begun = true;
            // Signature, flags, and an extension whose length is said.
            position = SIGNATURE.length + 8 + (int) INT.get(message, SIGNATURE.length + 4);
        }
        if (message.length - position < 2) {
            return false;
        }
        int fields = (message[position] << 8) | (message[position + 1] & 0xFF);
        if (fields != at.length) {
            return false;
        }
        position += 2;
        for (int column = 0; column < fields; column++) {
            length[column] = (int) INT.get(message, position);
            at[column] = position + 4;
            position += 4 + Math.max(0, length[column]);
        }
        return true;
    }

    byte[] bytes() {
        return bytes;
    }

    boolean isNull(int column) {
        return length[column] < 0;
    }

    int at(int column) {
        return at[column];
    }

    int length(int column) {
        return length[column];
    }

    boolean is(int column, byte[] text) {
        return length[column] == text.length
                && Arrays.equals(bytes, at[column], at[column] + text.length, text, 0, text.length);
    }

    String text(int column) {
        return new String(bytes, at[column], length[column], StandardCharsets.UTF_8);
    }

    /** A bigint, or the microseconds of a timestamptz since 2000. */
    long number(int column) {
        return (long) LONG.get(bytes, at[column]);
    }

    /** The first or the second half of a uuid. */
    long half(int column, int which) {
        return (long) LONG.get(bytes, at[column] + which * Long.BYTES);
    }
}
