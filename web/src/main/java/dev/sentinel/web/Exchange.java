package dev.sentinel.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer on the event loop, with what the edge has found out about it.
 *
 * <p>A {@link StreamEndpoint} works on {@link #raw}; it ends the exchange by ending the response,
 * or by {@link #fail}. All calls belong on the exchange's own event loop.
 */
public final class Exchange {
    private final Listener listener;
    private final HttpServerRequest raw;
    private final RequestHead head;
    private final String requestId;
    private final Instant receivedAt;
    private final long startedNanos;
    private RequestTarget target = new RequestTarget("/", List.of(), "");
    private @Nullable Route route;
    private Map<String, String> parameters = Map.of();
    private Optional<Caller> caller = Optional.empty();

    Exchange(Listener listener, HttpServerRequest raw, String requestId, Instant receivedAt) {
        this.listener = listener;
        this.raw = raw;
        this.head = new RequestHead(raw);
        this.requestId = requestId;
        this.receivedAt = receivedAt;
        this.startedNanos = System.nanoTime();
    }

    void routed(Route found, Map<String, String> values) {
        this.route = found;
        this.parameters = values;
    }

    void aimedAt(RequestTarget parsed) {
        this.target = parsed;
    }

    void calledBy(Optional<Caller> found) {
        this.caller = found;
    }

    /** The framework's request; only for streams. */
    public HttpServerRequest raw() {
        return raw;
    }

    public Head head() {
        return head;
    }

    public String requestId() {
        return requestId;
    }

    public Instant receivedAt() {
        return receivedAt;
    }

    /** Time since the request's head was read. */
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    public RequestTarget target() {
        return target;
    }

    /** The matched route; throws before one has matched. */
    public Route route() {
        Route found = route;
        if (found == null) {
            throw new IllegalStateException("no route has matched");
        }
        return found;
    }

    public Map<String, String> parameters() {
        return parameters;
    }

    public Optional<Caller> caller() {
        return caller;
    }

    /** Refuses, in the route's dialect. When the answer has begun, the stream is reset instead. */
    public void fail(Problem problem) {
        Dialect dialect = route == null ? listener.dialect() : route.dialect();
        send(dialect.render(problem, requestId));
    }

    /** Sends a whole answer. */
    public void send(Response answer) {
        HttpServerResponse response = raw.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            // Half an answer must not look like a whole one (RFC 9112 section 8).
            response.reset();
            return;
        }
        response.setStatusCode(answer.status());
        listener.commonHeaders(this, response);
        answer.headers().forEach(response::putHeader);
        boolean bodiless = answer.status() == 204 || answer.status() == 304;
        if (!bodiless) {
            response.putHeader("Content-Length", Integer.toString(answer.body().length));
        }
        if (!raw.isEnded()) {
            // What is left of the body has nowhere to go: the connection cannot be used again.
            response.putHeader("Connection", "close");
        }
        if (bodiless || raw.method().name().equals("HEAD")) {
            response.end();
        } else {
            response.end(Buffer.buffer(answer.body()));
        }
    }

    FinishedCall finished(int status) {
        return new FinishedCall(
                listener.name(),
                requestId,
                head.method(),
                head.path(),
                Optional.ofNullable(route),
                caller,
                head.remoteAddress(),
                head.header("User-Agent").map(a -> a.substring(0, Math.min(a.length(), 512))),
                status,
                receivedAt,
                elapsed());
    }

    private record RequestHead(HttpServerRequest raw) implements Head {
        @Override
        public String method() {
            return raw.method().name();
        }

        @Override
        public String path() {
            String uri = raw.uri();
            int question = uri.indexOf('?');
            return question < 0 ? uri : uri.substring(0, question);
        }

        @Override
        public Optional<String> header(String name) {
            return Optional.ofNullable(raw.getHeader(name));
        }

        @Override
        public List<String> headers(String name) {
            return raw.headers().getAll(name);
        }

        @Override
        public String remoteAddress() {
            return raw.remoteAddress() == null
                    ? "unknown"
                    : String.valueOf(raw.remoteAddress().hostAddress());
        }
    }
}
