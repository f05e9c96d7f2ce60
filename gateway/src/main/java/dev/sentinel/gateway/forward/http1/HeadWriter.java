package dev.sentinel.gateway.forward.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;

/**
 * The head of a request, written as the bytes that are sent (RFC 9112 §3, §5). One serves all the
 * calls of an event loop, one after another.
 *
 * <p>Refuses every character that could end a line and so begin a header or a request of its own
 * (request splitting), although nothing that has one should come so far.
 */
public final class HeadWriter {
    private static final int USUAL = 2_048;
    private static final int LONGEST_KEPT = 64 * 1_024;
    private static final int DELETE = 0x7F;
    private static final int LAST = 0xFF;

    private byte[] bytes = new byte[USUAL];
    private int length;

    /** Begins a request, forgetting what was written before. */
    public void begin(String method, String target, String host) {
        if (bytes.length > LONGEST_KEPT) {
            bytes = new byte[USUAL];
        }
        length = 0;
        reserve(method.length() + target.length() + " HTTP/1.1\r\n".length() + 1);
        token(method);
        bytes[length++] = ' ';
        token(target);
        value(" HTTP/1.1");
        endLine();
        add("host", host);
    }

    /**
     * Adds a header.
     *
     * @throws IllegalArgumentException for characters that no header has
     */
    public void add(String name, String value) {
        reserve(name.length() + value.length() + ": \r\n".length());
        token(name);
        bytes[length++] = ':';
        bytes[length++] = ' ';
        value(value);
        endLine();
    }

    /** The head in whole, to be sent later. */
    byte[] end() {
        reserve(2);
        endLine();
        return Arrays.copyOf(bytes, length);
    }

    /** The head in whole, to be sent. */
    ByteBuf end(ByteBufAllocator allocator) {
        reserve(2);
        endLine();
        return allocator.directBuffer(length).writeBytes(bytes, 0, length);
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    private void endLine() {
        bytes[length++] = '\r';
        bytes[length++] = '\n';
    }

    private void token(String text) {
        int at = length;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= DELETE) {
                throw refused(c);
            }
            bytes[at++] = (byte) c;
        }
        length = at;
    }

    private void value(String text) {
        int at = length;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean control = (c < ' ' && c != '\t') || c == DELETE;
            if (control || c > LAST) {
                throw refused(c);
            }
            bytes[at++] = (byte) c;
        }
        length = at;
    }

    private static IllegalArgumentException refused(char c) {
        return new IllegalArgumentException(
                "a request's head must not hold U+%04X".formatted((int) c));
    }
}
