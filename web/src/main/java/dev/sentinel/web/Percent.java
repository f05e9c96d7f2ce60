package dev.sentinel.web;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.IntPredicate;

/** Percent escapes (RFC 3986 section 2.1), decoded exactly or refused. */
final class Percent {
    private Percent() {}

    /**
     * Decodes a text whose characters are bytes (ISO 8859-1) to UTF-8.
     *
     * @param what names the text in a refusal, such as {@code the path}
     * @param refused byte values that must not be hidden in an escape
     */
    static String decoded(String raw, String what, IntPredicate refused) {
        if (isPlain(raw)) {
            return raw;
        }
        ByteBuffer bytes = ByteBuffer.allocate(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '%') {
                bytes.put((byte) c);
                continue;
            }
            int value = escaped(raw, i);
            if (value < 0) {
                throw Problem.malformed(what + " contains a broken percent escape");
            }
            if (refused.test(value)) {
                throw Problem.malformed(
                        what + " contains an encoded separator or control character");
            }
            bytes.put((byte) value);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException _) {
            throw Problem.malformed(what + " is not valid UTF-8");
        }
    }

    /** Most texts are ASCII without an escape, and stand for themselves. */
    private static boolean isPlain(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%' || c >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** The value of the escape at a percent sign; negative when it is broken. */
    private static int escaped(String raw, int at) {
        if (at + 2 >= raw.length()) {
            return -1;
        }
        return hex(raw.charAt(at + 1)) << 4 | hex(raw.charAt(at + 2));
    }

    private static int hex(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }
}
