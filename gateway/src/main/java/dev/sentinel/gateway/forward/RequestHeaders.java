package dev.sentinel.gateway.forward;

import dev.sentinel.gateway.credential.BasicCredential;
import dev.sentinel.trust.Principal;
import dev.sentinel.trust.handover.IdentityHeaders;
import dev.sentinel.web.Exchange;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds the headers of a request (contract studio §7.3): what the caller may send, then what the
 * gateway knows. The caller's credentials stay behind; the gateway presents its own.
 */
final class RequestHeaders {
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("X-Request-ID");
    private static final CharSequence TRACEPARENT = HttpHeaders.createOptimized("traceparent");
    private static final CharSequence VIA = HttpHeaders.createOptimized("Via");
    private static final CharSequence FORWARDED_FOR =
            HttpHeaders.createOptimized("X-Forwarded-For");
    private static final CharSequence FORWARDED_HOST =
            HttpHeaders.createOptimized("X-Forwarded-Host");
    private static final CharSequence FORWARDED_PROTO =
            HttpHeaders.createOptimized("X-Forwarded-Proto");

    private static final CharSequence IDENTITY = HttpHeaders.createOptimized("identity");

    private final TraceContext trace;
    private final boolean plain;

    /** {@code plain} asks for answers that are not compressed, so that they can be wrapped. */
    RequestHeaders(TraceContext trace, boolean plain) {
        this.trace = trace;
        this.plain = plain;
    }

    void copy(
            Exchange exchange,
            List<String> nominated,
            @Nullable BasicCredential credential,
            MultiMap sent) {
        HttpServerRequest raw = exchange.raw();
        for (Map.Entry<String, String> header : raw.headers()) {
            String name = header.getKey();
            if (!HeaderRules.dropsFromClient(name) && !HeaderRules.isNominated(nominated, name)) {
                sent.add(name, header.getValue());
            }
        }
        sent.add(VIA, via(raw.version()));
        sent.set(FORWARDED_FOR, exchange.head().remoteAddress());
        sent.set(FORWARDED_PROTO, exchange.isSecure() ? "https" : "http");
        String host = raw.getHeader(HttpHeaders.HOST);
        if (host != null) {
            sent.set(FORWARDED_HOST, host);
        }
        sent.set(REQUEST_ID, exchange.requestId());
        sent.set(TRACEPARENT, trace.next(raw.getHeader(TRACEPARENT)));
        if (credential != null) {
            sent.set(HttpHeaders.AUTHORIZATION, credential.header().expose());
        }
        if (plain) {
            sent.set(HttpHeaders.ACCEPT_ENCODING, IDENTITY);
        }
        if (exchange.caller().orElse(null) instanceof Principal principal) {
            IdentityHeaders.write(principal, (name, value) -> sent.set(name, value));
        }
    }

    /** By which version the request has come (RFC 9110 §7.6.3). */
    private static String via(HttpVersion version) {
        return switch (version) {
            case HTTP_1_0 -> "1.0 sentinel";
            case HTTP_1_1 -> "1.1 sentinel";
            case HTTP_2 -> "2.0 sentinel";
            case HTTP_3 -> "3.0 sentinel";
        };
    }
}
