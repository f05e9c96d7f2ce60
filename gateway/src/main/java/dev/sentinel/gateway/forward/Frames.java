package dev.sentinel.gateway.forward;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * Follows the frames of one direction of a WebSocket (RFC 6455 §5.2) by their lengths alone, so
 * that the gateway knows when it may add one of its own: in the middle of another it would be a
 * part of that.
 */
final class Frames {
    /** RFC 6455 §7.4.1. */
    static final int GOING_AWAY = 1001;

    static final int POLICY_VIOLATION = 1008;

    private static final int FINAL = 0x80;
    private static final int CLOSE = 0x8;
    private static final int OPCODE = 0xF;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7F;
    private static final int LENGTH_IN_TWO_BYTES = 126;
    private static final int LENGTH_IN_EIGHT_BYTES = 127;
    private static final int MASK_BYTES = 4;
    private static final int BYTE = 0xFF;

    private int headSeen;
    private int lengthEnd;
    private int headEnd;
    private long length;
    private long left;
    private boolean closed;

    /** These bytes have been passed on. */
    void passed(Buffer bytes) {
        for (int at = 0; at < bytes.length(); ) {
            if (left > 0) {
                int step = (int) Math.min(left, bytes.length() - at);
                left -= step;
                at += step;
            } else {
                head(bytes.getByte(at) & BYTE);
                at++;
            }
        }
    }

    /** Whether a frame may follow: the last one is whole, and was not the last of all. */
    boolean mayFollow() {
        return left == 0 && headSeen == 0 && !closed;
    }

    /** The frame that ends a WebSocket, from the server's side: without a mask (§5.1). */
    static Buffer close(int status, String reason) {
        byte[] words = reason.getBytes(StandardCharsets.UTF_8);
        return Buffer.buffer(4 + words.length)
                .appendByte((byte) (FINAL | CLOSE))
                .appendByte((byte) (2 + words.length))
                .appendShort((short) status)
                .appendBytes(words);
    }

    private void head(int value) {
        headSeen++;
        if (headSeen == 1) {
            closed |= (value & OPCODE) == CLOSE;
            return;
        }
        if (headSeen == 2) {
            begin(value);
        } else if (headSeen <= lengthEnd) {
            length = (length << Byte.SIZE) | value;
        }
        if (headSeen == headEnd) {
            headSeen = 0;
            // A length whose first bit is set is none (§5.2): what follows stays in its middle.
            left = length & Long.MAX_VALUE;
        }
    }

    private void begin(int value) {
        int told = value & LENGTH;
        int more =
                switch (told) {
                    case LENGTH_IN_TWO_BYTES -> Short.BYTES;
                    case LENGTH_IN_EIGHT_BYTES -> Long.BYTES;
                    default -> 0;
                };
        length = more == 0 ? told : 0;
        lengthEnd = 2 + more;
        headEnd = lengthEnd + ((value & MASKED) == 0 ? 0 : MASK_BYTES);
    }
}
