package dev.sentinel.web;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
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
 * or by {@link #fail}, or, when the connection has become something else, by {@link #upgraded}. All
 * calls belong on the exchange's own event loop. The end and close handlers of the response and of
 * the connection are the edge's: it learns from them that the exchange is over.
 */
public final class Exchange {
    /** The status that is observed when the client went away before the answer (nginx's 499). */
    public static final int CLIENT_LEFT = 499;

    /**
     * With this a stream of HTTP/2 ends in its middle (INTERNAL_ERROR, RFC 9113 section 7); on
     * HTTP/1 the connection does.
     */
    public static final long BROKEN_OFF = 2;

    private final Listener listener;
    private final Peer peer;
    private final HttpServerRequest raw;
    private final RequestHead head;
    private final String requestId;
    private final Instant receivedAt;
    private final long startedNanos;
    private RequestTarget target = new RequestTarget("/", List.of(), "");
    private @Nullable Route route;
    private Map<String, String> parameters = Map.of();
    private Optional<Caller> caller = Optional.empty();
    private Map<String, String> limits = Map.of();
    private boolean streamed;
    private boolean held;
    private boolean passedOn;
    // Written by the thread that handles the call, read when its answer has come back to the loop.
    private Optional<String> refusal = Optional.empty();
    private boolean over;

    Exchange(
            Listener listener,
            Peer peer,
            HttpServerRequest raw,
            String requestId,
            Instant receivedAt) {
        this.listener = listener;
        this.peer = peer;
        this.raw = raw;
        this.head = new RequestHead(raw, listener.certificates(), listener.edge().proxies());
        this.requestId = requestId;
        this.receivedAt = receivedAt;
        this.startedNanos = System.nanoTime();
    }

    /** A response ends, or its connection closes before: either way the exchange is over, once. */
    void watch() {
        HttpServerResponse response = raw.response();
        // A client that goes away is not an error of ours; the close handler sees it.
        response.exceptionHandler(_ -> {});
        raw.exceptionHandler(this::broken);
        response.endHandler(_ -> finish(response.getStatusCode()));
        response.closeHandler(_ -> {
            finish(response.headWritten() ? response.getStatusCode() : CLIENT_LEFT);
            peer.closed(this);
        });
    }

    /** The framework ends connection or stream after this: the answer goes out now or never. */
    private void broken(Throwable cause) {
        boolean gone = cause instanceof IOException || cause instanceof VertxException;
        if (gone || raw.response().ended()) {
            return;
        }
        Problem problem = Problem.malformed("the body is not valid HTTP");
        if (raw.version() == HttpVersion.HTTP_2) {
            // RFC 9113 section 8.1.1: a stream error says it.
            refusal(problem);
            finish(problem.statusOr(400));
            return;
        }
        peer.lastAnswer();
        fail(problem);
    }

    /** The connection now speaks another protocol (101), and the framework tells no end of it. */
    public void upgraded() {
        finish(101);
        peer.tunnelled();
    }

    EdgePolicy edge() {
        return listener.edge();
    }

    /** The page that asks, as its browser says; empty when none does. */
    String origin() {
        String origin = raw.getHeader(HttpHeaders.ORIGIN);
        return origin == null ? "" : origin;
    }

    /** Sets what the edge says on every answer, over what a service has said. */
    public void edgeHeaders(MultiMap headers) {
        headers.set(HttpNames.REQUEST_ID, requestId);
        limits.forEach(headers::set);
        edge().harden(origin(), this::isSecure, headers);
    }

    /**
     * Refuses what a page of a foreign origin has begun. Browsers let any page open a WebSocket,
     * with the user's cookies (RFC 6455 section 10.2).
     */
    public void checkOrigin() {
        String origin = origin();
        String own = (isSecure() ? "https://" : "http://") + raw.getHeader(HttpHeaders.HOST);
        if (!origin.isEmpty() && !origin.equals(own) && !edge().cors().allows(origin)) {
            throw Problem.forbidden("this origin may not call from a browser");
        }
    }

    /** Whether the client came by TLS, to us or to a proxy that we trust. */
    public boolean isSecure() {
        // The header first: the address is a string that is made anew each time.
        return raw.isSSL()
                || ("https".equalsIgnoreCase(raw.getHeader("X-Forwarded-Proto"))
                        && edge().proxies().trusts(RequestHead.connected(raw)));
    }

    /** Runs a step on the way to the answer; what it throws is the answer. */
    void attempt(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | StackOverflowError failure) {
            fail(Refusals.of(this, failure));
        }
    }

    /** From now on a {@link StreamEndpoint} reads the request. */
    void streamed() {
        this.streamed = true;
    }

    /** From now on a service may do what is asked for; who observes the call learns it. */
    public void passedOn() {
        this.passedOn = true;
    }

    /** Something is waited for before the request goes on, and its body with it. */
    void held(boolean waits) {
        this.held = waits;
    }

    boolean isHeld() {
        return held;
    }

    boolean isStreamed() {
        return streamed;
    }

    /** Whether it is answered, or the client is gone. */
    boolean isOver() {
        return over;
    }

    Peer peer() {
        return peer;
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

    /** What every answer from now on says of the route's limit. */
    void limited(Map<String, String> told) {
        this.limits = told;
    }

    /** Whether only the head of the answer is asked for (RFC 9110 section 9.3.2). */
    boolean isHead() {
        return HttpMethod.HEAD.equals(raw.method());
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
        send(refusal(problem));
    }

    /** As above; who observes the call learns {@code why}, and not the words of the problem. */
    public void fail(Problem problem, String why) {
        Response answer = refusal(problem);
        refusal = Optional.of(why);
        send(answer);
    }

    /** The answer to a problem, in the route's dialect; who observes the call learns why. */
    Response refusal(Problem problem) {
        refusal = Optional.of(problem.text());
        Dialect dialect = route == null ? listener.dialect() : route.dialect();
        return dialect.render(problem, requestId);
    }

    /** Sends a whole answer. */
    public void send(Response answer) {
        HttpServerResponse response = raw.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            // Half an answer must not look like a whole one (RFC 9112 section 8).
            response.reset(BROKEN_OFF);
            return;
        }
        Response sent = answer;
        try {
            writeHead(response, sent);
        } catch (IllegalArgumentException bug) {
            // A header that would split the message: nothing of it goes out.
            response.headers().clear();
            sent = listener.dialect().render(Refusals.internal(this, bug), requestId);
            writeHead(response, sent);
        }
        boolean last = announceEnd();
        Future<Void> left =
                isBodiless(sent) || isHead()
                        ? response.end()
                        : response.end(Buffer.buffer(sent.body()));
        if (last) {
            peer.leave(this, left);
        } else if (streamed && !raw.isEnded()) {
            // Nobody reads it any more, and its end must be seen.
            raw.resume();
        }
    }

    /**
     * To be called before the head of a streamed answer leaves: it may be the last one of its
     * connection. {@link #leave} is due after its end then.
     */
    public boolean announceEnd() {
        return peer.announceEnd(raw, raw.response(), listener.isClosing());
    }

    /** Ends what a streamed answer has left open, such as a body that nobody wants any more. */
    public void leave(Future<Void> left) {
        if (bodyLength() == 0) {
            // Only its end was not looked at yet.
            raw.resume();
            return;
        }
        peer.leave(this, left);
    }

    /** The length of the request's body: 0 without one, -1 when only its end will tell. */
    public long bodyLength() {
        return peer.bodyLength(this);
    }

    /** Ends an answer that will not be whole. */
    void cut() {
        if (!raw.response().ended() && !raw.response().closed()) {
            raw.response().reset(BROKEN_OFF);
        }
    }

    void writeHead(HttpServerResponse response, Response answer) {
        response.setStatusCode(answer.status());
        response.putHeader(HttpHeaders.CACHE_CONTROL, HttpNames.NO_STORE);
        answer.headers().forEach(response::putHeader);
        edgeHeaders(response.headers());
        if (!answer.cookies().isEmpty()) {
            response.putHeader(HttpHeaders.SET_COOKIE.toString(), answer.cookies());
        }
        if (answer.stream().isEmpty() && !isBodiless(answer)) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(answer.body().length));
        }
    }

    /** RFC 9110 section 8.6: neither carries a body, and 204 must not carry a length. */
    private static boolean isBodiless(Response answer) {
        return answer.status() == 204 || answer.status() == 304;
    }

    private void finish(int status) {
        if (over) {
            return;
        }
        over = true;
        peer.answered(this);
        listener.observe(soFar(status));
    }

    /** What would be known of the call if it ended now, with this status. */
    public FinishedCall soFar(int status) {
        return new FinishedCall(
                listener.name(),
                requestId,
                head.method(),
                head.path(),
                Optional.ofNullable(route),
                caller,
                head.remoteAddress(),
                head.userAgent(),
                status,
                refusal,
                passedOn,
                receivedAt,
                elapsed());
    }
}
