package dev.sentinel.gateway.forward;

import dev.sentinel.gateway.registry.ServiceRoute;
import dev.sentinel.web.Exchange;
import dev.sentinel.web.Problem;
import dev.sentinel.web.StreamEndpoint;
import io.vertx.core.Vertx;

/** Sends the calls of one route to its service. */
final class Forwarder implements StreamEndpoint {
    private final Vertx vertx;
    private final AuditedCalls audit;
    private final Upstream upstream;
    private final ServiceRoute route;
    private final UpstreamTarget target;
    private final RequestHeaders requestHeaders;
    private final ResponseHeaders responseHeaders;

    Forwarder(
            Upstream upstream,
            ServiceRoute route,
            TraceContext trace,
            Vertx vertx,
            AuditedCalls audit) {
        this.audit = audit;
        this.vertx = vertx;
        this.upstream = upstream;
        this.route = route;
        this.target = new UpstreamTarget(upstream.service());
        this.requestHeaders = new RequestHeaders(upstream.authorization(), trace);
        this.responseHeaders = new ResponseHeaders(upstream.service());
    }

    @Override
    public void handle(Exchange exchange) {
        Forwarding forwarding =
                new Forwarding(
                        exchange, upstream, route, target, requestHeaders, responseHeaders, vertx);
        if (route.audited() && !audit.hasRoom()) {
            // An event loop cannot wait for the audit log, so the caller does.
            forwarding.refuse(Problem.unavailable("calls cannot be audited now: try again"));
            return;
        }
        forwarding.begin();
    }
}
