package dev.sentinel.web;

import dev.sentinel.base.Unavailable;
import dev.sentinel.web.Access.Verdict;
import dev.sentinel.web.RouteTable.Match;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One port and its routes.
 *
 * <p>The order for every request is fixed here, so that no feature can skip a step: match →
 * authenticate → access → body limit → handle → observe.
 */
public final class Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    // TRACE reflects credentials, CONNECT makes a tunnel; neither is ever ours to serve.
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final String ALLOW = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";

    private final ListenerConfig config;
    private final Vertx vertx;
    private final ExecutorService calls;
    private final Clock clock;
    private final RequestIds ids;
    private final Authenticator authenticator;
    private final CallObserver observer;
    private final Semaphore slots;
    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
    private volatile RouteTable table;
    private volatile boolean closing;

    Listener(
            ListenerConfig config,
            Vertx vertx,
            ExecutorService calls,
            Clock clock,
            RandomGenerator random,
            RouteTable table,
            Authenticator authenticator,
            CallObserver observer) {
        this.config = config;
        this.vertx = vertx;
        this.calls = calls;
        this.clock = clock;
        this.ids = new RequestIds(random);
        this.table = table;
        this.authenticator = authenticator;
        this.observer = observer;
        this.slots = new Semaphore(config.maxConcurrent());
    }

    /** One more event loop takes connections. */
    void bound(HttpServer server) {
        servers.add(server);
    }

    public String name() {
        return config.name();
    }

    /** The port in use, also when any free one was asked for. */
    public int port() {
        return servers.isEmpty() ? config.port() : servers.getFirst().actualPort();
    }

    public RouteTable table() {
        return table;
    }

    /** Puts another table in place; requests that have begun end by the old one. */
    public void replace(RouteTable other) {
        this.table = other;
    }

    Dialect dialect() {
        return config.dialect();
    }

    /** Whether answers ask clients to go elsewhere. */
    boolean isClosing() {
        return closing;
    }

    /** Stops accepting; ends when what has begun is answered, or when patience is over. */
    Future<Void> close(Duration patience) {
        closing = true;
        List<Future<Void>> closings = new ArrayList<>();
        servers.forEach(server -> closings.add(server.shutdown(patience)));
        return Future.join(closings).mapEmpty();
    }

    /** A request whose head could not be read; the framework closes after the answer. */
    void refuse(HttpServerRequest raw, Peers peers) {
        begin(
                raw,
                peers,
                exchange -> {
                    throw unreadable(raw.decoderResult().cause());
                });
    }

    void accept(HttpServerRequest raw, Peers peers) {
        begin(raw, peers, this::admit);
    }

    private void begin(HttpServerRequest raw, Peers peers, Step step) {
        Peer peer = peers.of(raw.connection()).orElse(null);
        if (peer == null || peer.isLast()) {
            // RFC 9112 section 9.6: after the last answer no request is looked at.
            raw.connection().close();
            return;
        }
        String requestId = ids.keepOrMake(raw.getHeader(HttpNames.REQUEST_ID));
        Exchange exchange = new Exchange(this, peer, raw, requestId, clock.instant());
        peer.begin(exchange);
        exchange.watch();
        try {
            step.take(exchange);
        } catch (Problem problem) {
            exchange.fail(problem);
        } catch (Unavailable away) {
            exchange.fail(unavailable(exchange, away));
        } catch (RuntimeException | StackOverflowError bug) {
            exchange.fail(internal(exchange, bug));
        }
    }

    void observe(FinishedCall call) {
        try {
            observer.finished(call);
        } catch (RuntimeException bug) {
            LOG.error("observing {} failed", call.requestId(), bug);
        }
    }

    private void admit(Exchange exchange) {
        HttpServerRequest raw = exchange.raw();
        String method = raw.method().name();
        if (!METHODS.contains(method)) {
            throw Problem.of(Problem.Kind.METHOD_NOT_ALLOWED, method + " is not allowed here")
                    .header("Allow", ALLOW);
        }
        checkMessage(exchange);
        RequestTarget target = RequestTarget.parse(raw.uri());
        exchange.aimedAt(target);
        switch (table.match(method, target.segments())) {
            case Match.Nothing() ->
                    throw Problem.of(Problem.Kind.NOT_FOUND, "nothing is at " + target.path());
            case Match.WrongMethod(var allow, var dialect) -> {
                Problem problem =
                        Problem.of(
                                        Problem.Kind.METHOD_NOT_ALLOWED,
                                        method + " is not allowed here: use " + allow)
                                .header("Allow", allow);
                exchange.send(dialect.render(problem, exchange.requestId()));
            }
            case Match.Found(var route, var parameters) -> {
                exchange.routed(route, parameters);
                identify(exchange, route);
                dispatch(exchange, route);
            }
        }
    }

    /** What RFC 9112 asks for and the decoder leaves to us; what fails it closes, too. */
    private static void checkMessage(Exchange exchange) {
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

    private void identify(Exchange exchange, Route route) {
        Access rule = route.rule();
        if (rule.isOpen()) {
            return;
        }
        exchange.calledBy(authenticator.authenticate(exchange.head()));
        switch (rule.judge(exchange.caller())) {
            case Verdict.Allowed() -> {}
            case Verdict.WhoAreYou() ->
                    throw Problem.unauthenticated("a valid Bearer token is required");
            case Verdict.Refused(var reason) -> throw Problem.forbidden(reason);
        }
    }

    private void dispatch(Exchange exchange, Route route) {
        if (route.stream().isPresent()) {
            exchange.raw().pause();
            route.stream().get().handle(exchange);
            return;
        }
        Endpoint endpoint =
                route.endpoint()
                        .orElseThrow(() -> new IllegalStateException("a route without endpoint"));
        BodyReader.read(exchange, route.maxBody(), body -> run(exchange, endpoint, body));
    }

    private void run(Exchange exchange, Endpoint endpoint, byte[] body) {
        if (!slots.tryAcquire()) {
            exchange.fail(Problem.unavailable("too many requests at once: try again"));
            return;
        }
        Context loop = vertx.getOrCreateContext();
        Request request = new Request(exchange, body);
        try {
            calls.execute(() -> {
                Response answer = answer(exchange, endpoint, request);
                slots.release();
                send(loop, exchange, answer);
            });
        } catch (RejectedExecutionException _) {
            slots.release();
            exchange.fail(Problem.unavailable("shutting down: try again"));
        }
    }

    private static void send(Context loop, Exchange exchange, Response answer) {
        try {
            loop.runOnContext(_ -> exchange.send(answer));
        } catch (RejectedExecutionException _) {
            LOG.debug("{} was answered after the close", exchange.requestId());
        }
    }

    /** Whatever an endpoint throws, the request gets an answer. */
    private Response answer(Exchange exchange, Endpoint endpoint, Request request) {
        Dialect dialect = exchange.route().dialect();
        try {
            return endpoint.handle(request);
        } catch (Problem problem) {
            return dialect.render(problem, exchange.requestId());
        } catch (Unavailable away) {
            return dialect.render(unavailable(exchange, away), exchange.requestId());
        } catch (Throwable bug) {
            return dialect.render(internal(exchange, bug), exchange.requestId());
        }
    }

    private static Problem unavailable(Exchange exchange, Unavailable away) {
        LOG.warn("{}: {}", exchange.requestId(), away.getMessage());
        return Problem.unavailable(away.what() + " is not available: try again");
    }

    /** A bug ends as a 500 with the request's id and nothing else; the cause is in the log. */
    static Problem internal(Exchange exchange, Throwable bug) {
        LOG.error(
                "{} {} {} failed",
                exchange.requestId(),
                exchange.head().method(),
                exchange.head().path(),
                bug);
        return Problem.of(
                Problem.Kind.INTERNAL,
                "something failed here: see request " + exchange.requestId());
    }

    private static Problem unreadable(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException _ ->
                    Problem.malformed("the request line is too long").status(414);
            case TooLongHttpHeaderException _ ->
                    Problem.malformed("the request's headers are too large").status(431);
            default -> Problem.malformed("the request is not valid HTTP");
        };
    }

    private interface Step {
        void take(Exchange exchange);
    }
}
