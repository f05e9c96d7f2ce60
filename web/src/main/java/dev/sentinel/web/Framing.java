package dev.sentinel.web;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Where a message ends, by its own words. */
final class Framing {
    private static final int MOST_DIGITS = 18;

    private Framing() {}

    /**
     * The announced length, 0 when none is. The decoders refuse what is not a number (RFC 9112
     * section 6.3, RFC 9113 section 8.1.1), and so does this.
     */
    static long contentLength(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return 0;
        }
        if (length.isEmpty() || length.length() > MOST_DIGITS) {
            throw notANumber();
        }
        for (int i = 0; i < length.length(); i++) {
            if (length.charAt(i) < '0' || length.charAt(i) > '9') {
                throw notANumber();
            }
        }
        return Long.parseLong(length);
    }

    private static Problem notANumber() {
        return Problem.malformed("Content-Length is not a number");
    }
}
