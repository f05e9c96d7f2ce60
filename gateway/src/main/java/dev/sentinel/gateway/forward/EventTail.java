package dev.sentinel.gateway.forward;

import io.vertx.core.buffer.Buffer;

/**
 * How an event stream ends so far (WHATWG HTML §9.2.6), so that the gateway knows when it may add
 * an event of its own: in the middle of another it would complete that one, with half its data.
 */
final class EventTail {
    private static final int BYTE = 0xFF;
    private static final int LOOKED_AT = 3;
    private static final int LAST_THREE = 0xFFFFFF;

    // As if a blank line had come before the first byte.
    private int tail = ('\n' << Byte.SIZE) | '\n';

    /** These bytes have been passed on. */
    void passed(Buffer bytes) {
        for (int at = Math.max(0, bytes.length() - LOOKED_AT); at < bytes.length(); at++) {
            tail = ((tail << Byte.SIZE) | (bytes.getByte(at) & BYTE)) & LAST_THREE;
        }
    }

    /** Whether an event may follow: the last line is blank, or there is none yet. */
    boolean mayFollow() {
        int last = tail & BYTE;
        int before = (tail >> Byte.SIZE) & BYTE;
        // A line ends with CRLF, LF or CR.
        if (last == '\n' && before == '\r') {
            return isLineEnd((tail >> (2 * Byte.SIZE)) & BYTE);
        }
        return isLineEnd(last) && isLineEnd(before);
    }

    private static boolean isLineEnd(int character) {
        return character == '\n' || character == '\r';
    }
}
