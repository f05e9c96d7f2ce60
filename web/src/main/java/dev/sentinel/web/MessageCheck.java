package dev.sentinel.web;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.List;

/**
 * What RFC 9112 and RFC 9113 ask of a message and the decoders leave to us; what fails it on HTTP/1
 * closes, too.
 */
final class MessageCheck {
    /** As long as a request line may be on HTTP/1. */
    private static final int MAX_TARGET = 8 * 1024;

    private MessageCheck() {}

    static void check(Exchange exchange) {
        HttpServerRequest raw = exchange.raw();
        if (raw.version() == HttpVersion.HTTP_2) {
            checkHttp2(raw);
            return;
        }
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

    /**
     * RFC 9113 section 8.3.1. The decoder has refused fields of a connection, pseudo-headers out of
     * place, and a {@code Host} that is not the {@code :authority}. All behind this reads {@code
     * Host}.
     */
    private static void checkHttp2(HttpServerRequest raw) {
        HostAndPort authority = raw.authority();
        if (authority == null || raw.headers().getAll(HttpHeaders.HOST).size() > 1) {
            throw Problem.malformed("the :authority must be there, and be the one Host");
        }
        if (raw.headers().contains(":protocol")) {
            throw Problem.malformed("the :protocol is CONNECT's");
        }
        if (!(raw.isSSL() ? "https" : "http").equals(raw.scheme())) {
            throw Problem.malformed("the :scheme is not the connection's");
        }
        if (raw.uri().length() > MAX_TARGET) {
            throw Problem.malformed("the :path is too long").status(414);
        }
        raw.headers().set(HttpHeaders.HOST, authority.toString());
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
            case UnfoldedHeads.Folded _ ->
                    Problem.malformed(
                            "a line of the head begins with a blank: headers must not fold");
            default -> Problem.malformed("the request is not valid HTTP");
        };
    }
}
