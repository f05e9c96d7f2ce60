package dev.sentinel.web;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;

/** What RFC 9112 asks of a message and the decoder leaves to us; what fails it closes, too. */
final class MessageCheck {
    private MessageCheck() {}

    static void check(Exchange exchange) {
        HttpServerRequest raw = exchange.raw();
        if (!isHostClear(raw)) {
            exchange.peer().lastAnswer();
            throw Problem.malformed("the Host header must be there once, with a valid host");
        }
        String coding = raw.getHeader(HttpHeaders.TRANSFER_ENCODING);
        if (coding != null && !coding.equalsIgnoreCase("chunked")) {
            // Section 6.1: a coding that is not understood hides where the message ends.
            exchange.peer().lastAnswer();
            throw Problem.malformed("Transfer-Encoding must be chunked");
        }
        if (raw.headers().contains("")) {
            exchange.peer().lastAnswer();
            throw Problem.malformed("a header has no name");
        }
    }

    /** Section 3.2: two hops must not see two different hosts. */
    private static boolean isHostClear(HttpServerRequest raw) {
        List<String> hosts = raw.headers().getAll(HttpHeaders.HOST);
        if (hosts.isEmpty()) {
            return raw.version() == HttpVersion.HTTP_1_0;
        }
        return hosts.size() == 1 && raw.authority() != null;
    }

    /** The refusal of a head that the decoder could not read. */
    static Problem unreadable(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException _ ->
                    Problem.malformed("the request line is too long").status(414);
            case TooLongHttpHeaderException _ ->
                    Problem.malformed("the request's headers are too large").status(431);
            case VersionCheck.NotSpoken _ ->
                    Problem.malformed("HTTP/1.1 and HTTP/1.0 are spoken here").status(505);
            default -> Problem.malformed("the request is not valid HTTP");
        };
    }
}
