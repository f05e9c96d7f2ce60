package dev.sentinel.web;

import dev.sentinel.base.Unavailable;
import dev.sentinel.web.Access.Verdict;
import dev.sentinel.web.RouteTable.Match;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

/**
 * The way of the requests of one event loop to their endpoints.
 *
 * <p>The order is fixed here, so that no feature can skip a step: match → authenticate → access →
 * workspace → rate limit → body limit → handle. Each step ends in the next one or in a {@link
 * Problem}.
 */
final class Admission {
    // TRACE reflects credentials, CONNECT makes a tunnel; neither is ever ours to serve.
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final String ALLOW = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";
    private static final Duration LIMIT_PATIENCE = Duration.ofSeconds(2);
    private static final Duration PREPARE_PATIENCE = Duration.ofSeconds(10);

    private final Holds holds;
    private final Authenticator authenticator;
    private final Calls calls;

    Admission(Holds holds, Authenticator authenticator, Calls calls) {
        this.holds = holds;
        this.authenticator = authenticator;
        this.calls = calls;
    }

    void admit(Exchange exchange, RouteTable table) {
        HttpServerRequest raw = exchange.raw();
        String method = raw.method().name();
        if (!METHODS.contains(method)) {
            throw Problem.of(Problem.Kind.METHOD_NOT_ALLOWED, method + " is not allowed here")
                    .header("Allow", ALLOW);
        }
        MessageCheck.check(exchange);
        if (isPreflight(raw)) {
            exchange.send(exchange.edge().cors().preflight(exchange.origin()));
            return;
        }
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
                prepare(exchange, route);
            }
        }
    }

    private void prepare(Exchange exchange, Route route) {
        Optional<CompletionStage<?>> work =
                route.rule().isOpen() ? Optional.empty() : authenticator.prepare(exchange.head());
        if (work.isEmpty()) {
            judge(exchange, route);
            return;
        }
        CompletableFuture<?> done = work.get().toCompletableFuture();
        hold(
                exchange,
                done,
                PREPARE_PATIENCE,
                () -> {
                    ended(done, "the session");
                    judge(exchange, route);
                });
    }

    /**
     * Goes on when the work has ended, or has taken too long. Nothing of the body is taken until it
     * is known that the request goes on.
     */
    private void hold(
            Exchange exchange, CompletionStage<?> work, Duration patience, Runnable step) {
        exchange.raw().pause();
        exchange.held(true);
        holds.until(
                work,
                patience,
                () -> {
                    exchange.held(false);
                    if (exchange.isOver()) {
                        return;
                    }
                    exchange.attempt(step);
                    if (!exchange.isStreamed() && !exchange.isHeld()) {
                        exchange.raw().resume();
                    }
                });
    }

    private void judge(Exchange exchange, Route route) {
        identify(exchange, route);
        if (route.workspace().isPresent()) {
            route.workspace().get().check(exchange);
        }
        if (route.stream().isPresent()) {
            route.stream().get().checkWorkspace(exchange);
        }
        limit(exchange, route);
    }

    /** Asked by a browser before the request itself; answered here, whatever is behind. */
    private static boolean isPreflight(HttpServerRequest raw) {
        return raw.method().equals(HttpMethod.OPTIONS)
                && raw.getHeader(HttpHeaders.ORIGIN) != null
                && raw.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD) != null;
    }

    private void identify(Exchange exchange, Route route) {
        Access rule = route.rule();
        if (rule.isOpen()) {
            return;
        }
        exchange.calledBy(authenticator.authenticate(exchange.head()));
        switch (rule.judge(exchange.caller(), exchange.head().path())) {
            case Verdict.Allowed() -> {}
            case Verdict.WhoAreYou() ->
                    throw Problem.unauthenticated("a valid Bearer token is required");
            case Verdict.Refused(var reason) -> throw Problem.forbidden(reason);
        }
    }

    private void limit(Exchange exchange, Route route) {
        if (route.limit().isEmpty()) {
            dispatch(exchange, route);
            return;
        }
        CompletableFuture<RateLimit.Verdict> judgement =
                route.limit().get().judge(exchange.caller(), exchange.head()).toCompletableFuture();
        if (judgement.isDone()) {
            counted(exchange, route, judgement);
            return;
        }
        hold(exchange, judgement, LIMIT_PATIENCE, () -> counted(exchange, route, judgement));
    }

    private void counted(
            Exchange exchange, Route route, CompletableFuture<RateLimit.Verdict> judgement) {
        RateLimit.Verdict verdict = ended(judgement, "the rate limit");
        exchange.limited(verdict.headers());
        switch (verdict) {
            case RateLimit.Verdict.Allowed(_) -> dispatch(exchange, route);
            case RateLimit.Verdict.Refused(var retryAfter, _) -> {
                long seconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
                throw Problem.of(
                                Problem.Kind.RATE_LIMITED,
                                "too many requests: try again in " + seconds + " s")
                        .header("Retry-After", Long.toString(seconds));
            }
        }
    }

    private static <T> T ended(CompletableFuture<T> work, String what) {
        if (!work.isDone()) {
            throw new Unavailable(what, new TimeoutException("no answer in time"));
        }
        try {
            return work.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }

    private void dispatch(Exchange exchange, Route route) {
        if (route.stream().isPresent()) {
            exchange.raw().pause();
            exchange.streamed();
            route.stream().get().handle(exchange);
            return;
        }
        Endpoint endpoint =
                route.endpoint()
                        .orElseThrow(() -> new IllegalStateException("a route without endpoint"));
        BodyReader.read(exchange, route.maxBody(), body -> calls.run(exchange, endpoint, body));
    }
}
