package dev.sentinel.trust.token;

import java.util.Base64;

/**
 * Base64url as JOSE writes it (RFC 7515 section 2): no padding, no white space, no spare bits.
 * Every value has one spelling, so that a token cannot be written in a second way that still
 * verifies.
 */
final class Base64Url {
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private Base64Url() {}

    /**
     * The bytes.
     *
     * @throws IllegalArgumentException when the text is not the one spelling of any
     */
    static byte[] decode(String text) {
        if (text.endsWith("=") || hasSpareBits(text)) {
            throw new IllegalArgumentException("not base64url in its one spelling");
        }
        return DECODER.decode(text);
    }

    /** Two or three characters over carry four or two bits too many: they must be zero. */
    private static boolean hasSpareBits(String text) {
        int over = text.length() % 4;
        if (over == 0) {
            return false;
        }
        int last = ALPHABET.indexOf(text.charAt(text.length() - 1));
        int spare = over == 2 ? 0x0F : 0x03;
        return over == 1 || last < 0 || (last & spare) != 0;
    }
}
