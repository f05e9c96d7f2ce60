package dev.sentinel.gateway.forward;

import dev.sentinel.gateway.credential.BasicCredential;
import dev.sentinel.trust.Principal;
import dev.sentinel.trust.handover.IdentityHeaders;
import dev.sentinel.web.Exchange;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds the headers of a request (contract studio §7.3): what the caller may send, then what the
 * gateway knows. The caller's credentials stay behind; the gateway presents its own.
 */
final class RequestHeaders {
    private static final String REQUEST_ID = "X-Request-ID";
    private static final String TRACEPARENT = "traceparent";
    private static final String VIA = "Via";
    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final String FORWARDED_HOST = "X-Forwarded-Host";
    private static final String FORWARDED_PROTO = "X-Forwarded-Proto";
    private static final String AUTHORIZATION = "Authorization";
    private static final String ACCEPT_ENCODING = "Accept-Encoding";

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
            BiConsumer<String, String> sent) {
        HttpServerRequest raw = exchange.raw();
        for (Map.Entry<String, String> header : raw.headers()) {
            String name = header.getKey();
            boolean crosses =
                    !HeaderRules.dropsFromClient(name)
                            && !(plain && name.equalsIgnoreCase(ACCEPT_ENCODING))
                            && !HeaderRules.isNominated(nominated, name);
            if (crosses) {
                sent.accept(name, header.getValue());
            }
        }
        sent.accept(VIA, via(raw.version()));
        sent.accept(FORWARDED_FOR, exchange.head().remoteAddress());
        sent.accept(FORWARDED_PROTO, exchange.isSecure() ? "https" : "http");
        String host = raw.getHeader(HttpHeaders.HOST);
        if (host != null) {
            sent.accept(FORWARDED_HOST, host);
        }
        sent.accept(REQUEST_ID, exchange.requestId());
        sent.accept(TRACEPARENT, trace.next(raw.getHeader(TRACEPARENT)));
        if (credential != null) {
            sent.accept(AUTHORIZATION, credential.header().expose());
        }
        if (plain) {
            sent.accept(ACCEPT_ENCODING, "identity");
        }
        if (exchange.caller().orElse(null) instanceof Principal principal) {
            IdentityHeaders.write(principal, sent);
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
