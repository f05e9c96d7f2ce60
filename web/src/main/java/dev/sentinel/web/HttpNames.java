package dev.sentinel.web;

import io.vertx.core.http.HttpHeaders;

/** Header names and values of every answer, encoded once. */
final class HttpNames {
    static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("X-Request-ID");
    static final CharSequence CONTENT_TYPE_OPTIONS =
            HttpHeaders.createOptimized("X-Content-Type-Options");
    static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
    static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");

    private HttpNames() {}
}
