package dev.sentinel.web;

import dev.sentinel.base.Unavailable;
import dev.sentinel.web.Access.Verdict;
import dev.sentinel.web.RouteTable.Match;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
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
    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9_-]{8,64}");
    // TRACE reflects credentials, CONNECT makes a tunnel; neither is ever ours to serve.
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final ListenerConfig config;
    private final Vertx vertx;
    private final ExecutorService calls;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Authenticator authenticator;
    private final CallObserver observer;
    private final Semaphore slots;
    private final AtomicInteger running = new AtomicInteger();
    private volatile RouteTable table;
    private volatile boolean closing;
    private @Nullable HttpServer server;

    Listener(
            ListenerConfig config,
            Vertx vertx,
            ExecutorService calls,
            Clock clock,
            RouteTable table,
            Authenticator authenticator,
            CallObserver observer) {
        this.config = config;
        this.vertx = vertx;
        this.calls = calls;
        this.clock = clock;
        this.table = table;
        this.authenticator = authenticator;
        this.observer = observer;
        this.slots = new Semaphore(config.maxConcurrent());
    }

    void bound(HttpServer bound) {
        this.server = bound;
    }

    public String name() {
        return config.name();
    }

    /** The port in use, also when any free one was asked for. */
    public int port() {
        return server == null ? config.port() : server.actualPort();
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

    /** Requests that have begun and not ended. */
    int running() {
        return running.get();
    }

    /** From now on answers ask clients to go elsewhere. */
    void drain() {
        closing = true;
    }

    Future<Void> close() {
        return server == null ? Future.succeededFuture() : server.close();
    }

    void commonHeaders(Exchange exchange, HttpServerResponse response) {
        response.putHeader("X-Request-ID", exchange.requestId());
        response.putHeader("X-Content-Type-Options", "nosniff");
        response.putHeader("Cache-Control", "no-store");
        if (closing) {
            response.putHeader("Connection", "close");
        }
    }

    void accept(HttpServerRequest raw) {
        Exchange exchange = new Exchange(this, raw, requestId(raw), clock.instant());
        running.incrementAndGet();
        // A client that goes away is not an error of ours; the end is seen by watchEnd.
        raw.response().exceptionHandler(_ -> {});
        raw.exceptionHandler(_ -> {});
        watchEnd(exchange);
        try {
            admit(exchange);
        } catch (Problem problem) {
            exchange.fail(problem);
        } catch (RuntimeException bug) {
            exchange.fail(internal(exchange, bug));
        }
    }

    /** A response ends, or its connection closes before: either way the request is over, once. */
    private void watchEnd(Exchange exchange) {
        boolean[] over = new boolean[1];
        HttpServerResponse response = exchange.raw().response();
        Runnable once =
                () -> {
                    if (!over[0]) {
                        over[0] = true;
                        running.decrementAndGet();
                        observe(exchange);
                    }
                };
        response.endHandler(_ -> once.run());
        response.closeHandler(_ -> once.run());
    }

    private void observe(Exchange exchange) {
        try {
            observer.finished(exchange.finished(exchange.raw().response().getStatusCode()));
        } catch (RuntimeException bug) {
            LOG.error("observing {} failed", exchange.requestId(), bug);
        }
    }

    private void admit(Exchange exchange) {
        HttpServerRequest raw = exchange.raw();
        String method = raw.method().name();
        if (!METHODS.contains(method)) {
            throw Problem.of(Problem.Kind.METHOD_NOT_ALLOWED, method + " is not allowed here")
                    .header("Allow", String.join(", ", METHODS.stream().sorted().toList()));
        }
        refuseUnclearHost(raw);
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

    /** RFC 9112 section 3.2: without exactly one Host, two hops may see two different hosts. */
    private static void refuseUnclearHost(HttpServerRequest raw) {
        int hosts = raw.headers().getAll(HttpHeaders.HOST).size();
        boolean needed = raw.version() == HttpVersion.HTTP_1_1;
        if (hosts > 1 || (hosts == 0 && needed)) {
            throw Problem.malformed("the Host header must be there once");
        }
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
        readBody(exchange, route, endpoint);
    }

    private void readBody(Exchange exchange, Route route, Endpoint endpoint) {
        HttpServerRequest raw = exchange.raw();
        long announced = announcedLength(raw);
        if (announced > route.maxBody()) {
            throw tooLarge(route);
        }
        if (announced == 0 && raw.getHeader(HttpHeaders.TRANSFER_ENCODING) == null) {
            run(exchange, endpoint, Buffer.buffer());
            return;
        }
        if ("100-continue".equalsIgnoreCase(raw.getHeader(HttpHeaders.EXPECT))) {
            raw.response().writeContinue();
        }
        Buffer body = Buffer.buffer((int) Math.max(announced, 512));
        boolean[] refused = new boolean[1];
        long deadline =
                vertx.setTimer(
                        config.bodyTimeout().toMillis(),
                        _ -> {
                            refused[0] = true;
                            exchange.fail(
                                    Problem.of(
                                                    Problem.Kind.MALFORMED,
                                                    "the body did not arrive in time")
                                            .status(408));
                        });
        raw.handler(chunk -> {
            if (refused[0]) {
                return;
            }
            if (body.length() + chunk.length() > route.maxBody()) {
                refused[0] = true;
                vertx.cancelTimer(deadline);
                exchange.fail(tooLarge(route));
                return;
            }
            body.appendBuffer(chunk);
        });
        raw.exceptionHandler(_ -> vertx.cancelTimer(deadline));
        raw.endHandler(_ -> {
            vertx.cancelTimer(deadline);
            if (!refused[0]) {
                run(exchange, endpoint, body);
            }
        });
    }

    private void run(Exchange exchange, Endpoint endpoint, Buffer body) {
        if (!slots.tryAcquire()) {
            exchange.fail(Problem.unavailable("too many requests at once: try again"));
            return;
        }
        Context context = vertx.getOrCreateContext();
        Request request = new Request(exchange, body.getBytes());
        calls.execute(() -> {
            Response answer;
            try {
                answer = answer(exchange, endpoint, request);
            } finally {
                slots.release();
            }
            context.runOnContext(_ -> exchange.send(answer));
        });
    }

    private Response answer(Exchange exchange, Endpoint endpoint, Request request) {
        Dialect dialect = exchange.route().dialect();
        try {
            return endpoint.handle(request);
        } catch (Problem problem) {
            return dialect.render(problem, exchange.requestId());
        } catch (Unavailable away) {
            LOG.warn("{}: {}", exchange.requestId(), away.getMessage());
            return dialect.render(
                    Problem.unavailable(away.what() + " is not available: try again"),
                    exchange.requestId());
        } catch (RuntimeException | StackOverflowError bug) {
            return dialect.render(internal(exchange, bug), exchange.requestId());
        }
    }

    /** A bug ends as a 500 with the request's id and nothing else; the cause is in the log. */
    private static Problem internal(Exchange exchange, Throwable bug) {
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

    private static Problem tooLarge(Route route) {
        return Problem.of(
                        Problem.Kind.TOO_LARGE,
                        "the body must not be larger than " + route.maxBody() + " bytes")
                .detail("limit", route.maxBody());
    }

    private static long announcedLength(HttpServerRequest raw) {
        String length = raw.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return 0;
        }
        try {
            return Long.parseLong(length);
        } catch (NumberFormatException _) {
            throw Problem.malformed("Content-Length is not a number");
        }
    }

    private String requestId(HttpServerRequest raw) {
        return Optional.ofNullable(raw.getHeader("X-Request-ID"))
                .filter(id -> REQUEST_ID.matcher(id).matches())
                .orElseGet(this::freshId);
    }

    private String freshId() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return "req_" + HexFormat.of().formatHex(bytes);
    }
}
