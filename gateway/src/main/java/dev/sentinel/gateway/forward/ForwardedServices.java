package dev.sentinel.gateway.forward;

import dev.sentinel.gateway.registry.ErrorShape;
import dev.sentinel.gateway.registry.ServiceRegistry;
import dev.sentinel.gateway.registry.ServiceRoute;
import dev.sentinel.gateway.registry.UpstreamService;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Route;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;

/** Every public route of the registry, and the connections behind them. */
public final class ForwardedServices implements Resource, AutoCloseable {
    private final Vertx vertx;
    private final AuditedCalls audit;
    private final Map<String, Upstream> upstreams = new LinkedHashMap<>();
    private final TraceContext trace =
            new TraceContext(() -> ThreadLocalRandom.current().nextLong());

    /** {@code loops} event loops share a service's pool evenly. */
    public ForwardedServices(
            ServiceRegistry registry,
            ServiceCredentials credentials,
            Vertx vertx,
            int loops,
            AuditedCalls audit) {
        this.vertx = vertx;
        this.audit = audit;
        for (UpstreamService service : registry.services()) {
            upstreams.put(
                    service.name(),
                    new Upstream(
                            service,
                            service.credential().flatMap(credentials::authorization),
                            vertx,
                            loops,
                            System::nanoTime));
        }
    }

    @Override
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        for (Upstream upstream : upstreams.values()) {
            for (ServiceRoute route : upstream.service().routes()) {
                routes.add(route(upstream, route));
            }
        }
        return routes;
    }

    private Route route(Upstream upstream, ServiceRoute route) {
        Route.Draft draft =
                Route.on(route.method(), route.path())
                        .dialect(dialect(upstream.service().errors()))
                        .access(route.access())
                        .maxBody(route.maxBody());
        if (route.audited()) {
            draft.audit(AuditedCalls.ACTION);
        }
        return draft.stream(new Forwarder(upstream, route, trace, vertx, audit));
    }

    private static Dialect dialect(ErrorShape shape) {
        return switch (shape) {
            case ENVELOPE -> Dialect.ENVELOPE;
            case PROBLEM -> Dialect.PROBLEM;
        };
    }

    /** The names of all services, in the order of the registry. */
    public List<String> names() {
        return List.copyOf(upstreams.keySet());
    }

    /**
     * Asks a service's own health path; fails when it cannot be reached. The answer's status,
     * within the probe's time limit.
     */
    public CompletionStage<Integer> probe(String name) {
        Upstream upstream = upstreams.get(name);
        if (upstream == null) {
            throw new IllegalArgumentException("no service is called " + name);
        }
        return upstream.probe();
    }

    /** The longest that a probe of the service takes. */
    public Duration probeTimeout(String name) {
        Upstream upstream = upstreams.get(name);
        return upstream == null ? Duration.ZERO : upstream.service().probe().timeout();
    }

    @Override
    public void close() {
        upstreams.values().forEach(Upstream::close);
    }
}
