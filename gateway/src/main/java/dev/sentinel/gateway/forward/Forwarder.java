package dev.sentinel.gateway.forward;

import dev.sentinel.gateway.registry.EnvelopeRule;
import dev.sentinel.gateway.registry.ServiceRoute;
import dev.sentinel.gateway.registry.WriteSwitch;
import dev.sentinel.trust.limit.RateLimiter;
import dev.sentinel.web.Caller;
import dev.sentinel.web.Exchange;
import dev.sentinel.web.Problem;
import dev.sentinel.web.StreamEndpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/**
 * Sends the calls of one route to its service; holds what all of them share. Here the last
 * questions are asked before anything is sent: may the caller write, and can the call be recorded.
 */
final class Forwarder implements StreamEndpoint {
    private final Surroundings around;
    private final Upstream upstream;
    private final ServiceRoute route;
    private final WriteSwitch writeDisabled;
    private final UpstreamTarget target;
    private final RequestHeaders requestHeaders;
    private final ResponseHeaders responseHeaders;

    /** What every forwarder of a gateway shares. */
    record Surroundings(
            Vertx vertx,
            AuditedCalls audit,
            StreamWatch watch,
            RateLimiter limiter,
            TraceContext trace) {}

    Forwarder(
            Surroundings around,
            Upstream upstream,
            ServiceRoute route,
            Locations locations,
            WriteSwitch writeDisabled) {
        this.around = around;
        this.upstream = upstream;
        this.route = route;
        this.writeDisabled = writeDisabled;
        this.target = new UpstreamTarget(route.mounting());
        this.requestHeaders =
                new RequestHeaders(around.trace(), route.envelope() == EnvelopeRule.WRAP);
        this.responseHeaders = new ResponseHeaders(locations);
    }

    @Override
    public void checkWorkspace(Exchange exchange) {
        OwnTenant.check(exchange);
    }

    @Override
    public void handle(Exchange exchange) {
        Forwarding forwarding =
                new Forwarding(
                        exchange,
                        this,
                        around.watch().credentials(exchange.head(), exchange.caller()));
        try {
            admit(exchange);
        } catch (Problem refused) {
            forwarding.refuse(refused);
            return;
        }
        whenRecordable(
                exchange, forwarding, System.nanoTime() + AuditedCalls.ROOM_PATIENCE.toNanos());
    }

    /**
     * A call whose audit has no room yet waits, so that a full audit log slows the callers down
     * rather than refuse them; for so long at most.
     */
    private void whenRecordable(Exchange exchange, Forwarding forwarding, long until) {
        if (!route.audited() || around.audit().hasRoom()) {
            begin(exchange, forwarding);
            return;
        }
        long left = until - System.nanoTime();
        if (left <= 0) {
            forwarding.refuse(AuditedCalls.noRoom());
            return;
        }
        Future.fromCompletionStage(around.audit().room(), around.vertx().getOrCreateContext())
                .timeout(TimeUnit.NANOSECONDS.toMillis(left) + 1, TimeUnit.MILLISECONDS)
                .onComplete(_ -> {
                    if (!exchange.raw().response().closed()) {
                        whenRecordable(exchange, forwarding, until);
                    }
                });
    }

    private void begin(Exchange exchange, Forwarding forwarding) {
        exchange.passedOn();
        if (route.websocket() && Handshake.isAskedFor(exchange.raw())) {
            new Tunnel(exchange, this, forwarding.credentials()).begin();
            return;
        }
        forwarding.begin();
    }

    private void admit(Exchange exchange) {
        if (isReadOnly(exchange)) {
            throw Problem.of(
                    Problem.Kind.FORBIDDEN,
                    "WRITE_DISABLED",
                    "changes are switched off for now: reading goes on");
        }
        if (upstream.lacksCredential()) {
            FailedCalls.tell(exchange.requestId(), upstream.name(), Failure.NO_CREDENTIAL);
            throw Failure.NO_CREDENTIAL.problem(upstream.name(), 1);
        }
    }

    private boolean isReadOnly(Exchange exchange) {
        return writeDisabled().covers(exchange.caller().map(Caller::workspace).orElse(""));
    }

    /** Whose calls of this route are refused for now: nobody's, when it only reads. */
    WriteSwitch writeDisabled() {
        return route.writes() ? writeDisabled : WriteSwitch.OFF;
    }

    Vertx vertx() {
        return around.vertx();
    }

    AuditedCalls audit() {
        return around.audit();
    }

    Upstream upstream() {
        return upstream;
    }

    ServiceRoute route() {
        return route;
    }

    UpstreamTarget target() {
        return target;
    }

    RequestHeaders requestHeaders() {
        return requestHeaders;
    }

    ResponseHeaders responseHeaders() {
        return responseHeaders;
    }
}
