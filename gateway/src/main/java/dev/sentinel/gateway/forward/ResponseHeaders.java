package dev.sentinel.gateway.forward;

import dev.sentinel.gateway.forward.http1.Answer;
import dev.sentinel.web.Exchange;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rebuilds the headers of an answer (contract studio §7.4). */
final class ResponseHeaders {
    private static final String LINK = "Link";
    private static final int CREATED = 201;
    private static final int REDIRECT = 300;
    private static final int REDIRECT_END = 400;
    private static final int NOT_MODIFIED = 304;

    private final Locations locations;

    ResponseHeaders(Locations locations) {
        this.locations = locations;
    }

    /**
     * False when the answer points somewhere the caller must not be sent. A {@code rewritten} body
     * is another one than these headers of the service's tell of.
     */
    boolean copy(Answer from, HttpServerResponse to, Exchange exchange, boolean rewritten) {
        HttpHeaders received = from.headers();
        List<String> nominated = HeaderRules.nominated(received.getAll(HttpHeaderNames.CONNECTION));
        MultiMap sent = to.headers();
        for (Map.Entry<String, String> header : received) {
            String name = header.getKey();
            boolean crosses =
                    !HeaderRules.dropsFromUpstream(name)
                            && !name.equalsIgnoreCase("location")
                            && !(rewritten && HeaderRules.describesBody(name))
                            && !HeaderRules.isNominated(nominated, name);
            if (crosses) {
                sent.add(name, header.getValue());
            }
        }
        exchange.edgeHeaders(sent);
        return location(from, sent);
    }

    /** What may be said before an answer: links to fetch ahead (RFC 8297), and nothing else. */
    static MultiMap hints(HttpHeaders received) {
        return MultiMap.caseInsensitiveMultiMap().add(LINK, received.getAll(LINK));
    }

    private boolean location(Answer from, MultiMap sent) {
        List<String> received = from.allOf(HttpHeaderNames.LOCATION);
        if (received.isEmpty()) {
            return true;
        }
        Optional<String> published =
                received.size() == 1 ? locations.published(received.getFirst()) : Optional.empty();
        published.ifPresent(place -> sent.set(HttpHeaderNames.LOCATION, place));
        int status = from.status();
        boolean redirect = status >= REDIRECT && status < REDIRECT_END && status != NOT_MODIFIED;
        return published.isPresent() || !(redirect || status == CREATED);
    }

    /** The announced length of an answer's body; -1 when it is not known before its end. */
    static long length(Answer response) {
        String length = response.header(HttpHeaderNames.CONTENT_LENGTH);
        return length == null || response.header(HttpHeaderNames.TRANSFER_ENCODING) != null
                ? -1
                : Long.parseLong(length);
    }
}
