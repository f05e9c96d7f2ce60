package dev.sentinel.gateway.forward;

import dev.sentinel.gateway.registry.ServiceRoute;
import dev.sentinel.web.Exchange;
import dev.sentinel.web.Problem;
import io.vertx.core.AsyncResult;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way to a service and back. Lives on the exchange's event loop and ends exactly
 * once: answered, refused, or given up because the client left.
 */
final class Forwarding {
    private static final int SWITCHING = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int PROXY_UNAUTHORIZED = 407;
    private static final int NOBODY_WAITS = 499;

    private final Exchange exchange;
    private final HttpServerRequest received;
    private final Upstream upstream;
    private final ServiceRoute route;
    private final UpstreamTarget target;
    private final RequestHeaders requestHeaders;
    private final ResponseHeaders responseHeaders;
    private final Patience patience;
    private List<String> nominated = List.of();
    private String uri = "/";
    private long announced;
    private @Nullable Lane lane;
    private int tries;
    private boolean waited;
    private boolean answering;
    private boolean over;
    private @Nullable HttpClientRequest call;
    private @Nullable RequestBody body;

    Forwarding(
            Exchange exchange,
            Upstream upstream,
            ServiceRoute route,
            UpstreamTarget target,
            RequestHeaders requestHeaders,
            ResponseHeaders responseHeaders,
            Vertx vertx) {
        this.exchange = exchange;
        this.received = exchange.raw();
        this.upstream = upstream;
        this.route = route;
        this.target = target;
        this.requestHeaders = requestHeaders;
        this.responseHeaders = responseHeaders;
        this.patience = new Patience(vertx, route.readTimeout(), this::silent);
    }

    void begin() {
        try {
            prepare();
        } catch (Problem notForwarded) {
            refuse(notForwarded);
            return;
        }
        String name = upstream.service().name();
        if (!upstream.breaker().admits()) {
            refuse(Failure.away(name, upstream.breaker().retryAfterSeconds()));
            return;
        }
        Lane free = upstream.lane();
        if (!free.enter()) {
            refuse(Failure.away(name, 1));
            return;
        }
        lane = free;
        upstream.retries().called();
        received.response().exceptionHandler(_ -> clientLeft());
        connect(free);
    }

    /** Finds out what will be sent; throws a {@link Problem} for what may not be forwarded. */
    private void prepare() {
        nominated =
                HeaderRules.nominatedByClient(received.headers().getAll(HttpHeaders.CONNECTION));
        uri = target.of(exchange.target());
        announced = RequestBody.announced(received);
        if (announced == 0) {
            // Nothing is held back: the end of the request may be seen.
            received.resume();
        }
        if (announced > route.maxBody()) {
            throw RequestBody.tooLarge(route.maxBody());
        }
        String expected = received.getHeader(HttpHeaders.EXPECT);
        if (expected != null && !expected.equalsIgnoreCase("100-continue")) {
            throw Problem.malformed("the only expectation met here is 100-continue").status(417);
        }
    }

    private void connect(Lane taken) {
        tries++;
        waited = taken.isFull();
        upstream.open(taken, received.method(), uri).onComplete(this::connected);
    }

    private void connected(AsyncResult<HttpClientRequest> opened) {
        if (opened.failed()) {
            failed(Failure.connecting(opened.cause(), waited));
            return;
        }
        HttpClientRequest request = opened.result();
        // What goes wrong is told by the answer's future; a handler of its own keeps it from the
        // log.
        request.exceptionHandler(_ -> {});
        if (over) {
            request.reset();
            return;
        }
        call = request;
        request.earlyHintsHandler(this::hint);
        requestHeaders.copy(exchange, nominated, request.headers());
        // A call that was given up still ends, later; only the one in hand is listened to.
        request.response()
                .onComplete(answer -> {
                    if (request.equals(call)) {
                        answered(request, answer);
                    }
                });
        patience.start();
        RequestBody sending =
                new RequestBody(received, request, announced, route.maxBody(), patience);
        body = sending;
        sending.send(this::refuse);
    }

    private void answered(HttpClientRequest request, AsyncResult<HttpClientResponse> answer) {
        if (answer.failed()) {
            failed(Failure.answering(answer.cause()));
            return;
        }
        HttpClientResponse response = answer.result();
        response.exceptionHandler(_ -> {
            if (request.equals(call)) {
                cut();
            }
        });
        int status = response.statusCode();
        if (status < SWITCHING) {
            // The framework takes an unknown 1xx for the whole answer; the connection is out of
            // step.
            failed(Failure.GARBLED);
            return;
        }
        upstream.breaker().succeeded();
        if (status == UNAUTHORIZED || status == PROXY_UNAUTHORIZED) {
            failed(Failure.CREDENTIAL_REFUSED);
            return;
        }
        patience.progressed();
        HttpServerResponse sent = received.response();
        sent.setStatusCode(status);
        if (!responseHeaders.copy(response, sent, exchange.requestId())) {
            sent.headers().clear();
            failed(Failure.GARBLED);
            return;
        }
        answering = true;
        if (!received.isEnded()) {
            // The service has answered a request it has not read: its rest has nowhere to go.
            sent.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        new ResponseBody(response, received, patience).send(this::finished);
    }

    private void hint(MultiMap hints) {
        if (!over && !answering && received.version() != HttpVersion.HTTP_1_0) {
            received.response().writeEarlyHints(ResponseHeaders.hints(hints));
        }
    }

    private void failed(Failure failure) {
        if (over) {
            return;
        }
        drop();
        if (failure.countsAgainstService()) {
            upstream.breaker().failed();
        }
        Lane taken = lane;
        if (taken != null && mayTryAgain(failure)) {
            connect(taken);
            return;
        }
        long retryAfter = upstream.breaker().retryAfterSeconds();
        refuse(failure.problem(upstream.service().name(), retryAfter));
    }

    /** At most once, never a request that may change something, never after a part was received. */
    private boolean mayTryAgain(Failure failure) {
        boolean safe =
                received.method().equals(HttpMethod.GET)
                        || received.method().equals(HttpMethod.HEAD);
        return safe
                && announced == 0
                && failure.mayBeTriedAgain()
                && tries <= upstream.service().retries()
                && !upstream.breaker().isOpen()
                && upstream.retries().take();
    }

    /** The service, or the client's own body, has been silent for the route's read timeout. */
    private void silent() {
        if (over) {
            return;
        }
        if (answering) {
            cut();
            return;
        }
        if (body != null && body.waitsForClient()) {
            refuse(Problem.malformed("the body did not arrive in time").status(408));
            return;
        }
        failed(Failure.TIMED_OUT);
    }

    /**
     * Refuses in the route's dialect; what is left of the request's body is not waited for long.
     */
    void refuse(Problem problem) {
        if (end()) {
            drop();
            exchange.fail(problem);
            Leftover.of(received, patience);
        }
    }

    /** The answer ended as it should. */
    private void finished() {
        if (end()) {
            if (!received.isEnded()) {
                drop();
                Leftover.of(received, patience);
            }
        }
    }

    /** The answer broke off: the client must see that, never a well-formed short message. */
    private void cut() {
        if (end()) {
            upstream.breaker().failed();
            drop();
            received.response().reset();
        }
    }

    private void clientLeft() {
        if (end()) {
            drop();
            if (!received.response().headWritten()) {
                received.response().setStatusCode(NOBODY_WAITS);
            }
        }
    }

    /** Closes the connection to the service, unless the exchange on it is complete. */
    private void drop() {
        HttpClientRequest pending = call;
        if (pending != null) {
            call = null;
            pending.reset();
        }
    }

    private boolean end() {
        if (over) {
            return false;
        }
        over = true;
        patience.stop();
        Lane taken = lane;
        if (taken != null) {
            taken.leave();
        }
        return true;
    }
}
