package dev.sentinel.gateway.forward;

import dev.sentinel.gateway.forward.Forwarder.Surroundings;
import dev.sentinel.gateway.forward.ServiceAnswer.NotAnswered;
import dev.sentinel.gateway.quota.RouteLimit;
import dev.sentinel.gateway.registry.ErrorShape;
import dev.sentinel.gateway.registry.Mounting;
import dev.sentinel.gateway.registry.ServiceRegistry;
import dev.sentinel.gateway.registry.ServiceRoute;
import dev.sentinel.gateway.registry.UpstreamService;
import dev.sentinel.gateway.registry.WriteSwitch;
import dev.sentinel.trust.Principal;
import dev.sentinel.web.Access.Verdict;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.RequestTarget;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Route;
import dev.sentinel.web.RouteTable;
import dev.sentinel.web.RouteTable.Match;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One registry as it is served: its public routes, each with the connections of its service. */
public final class ServedRegistry implements Resource {
    private final ServiceRegistry registry;
    private final Map<String, Upstream> upstreams;
    private final Surroundings around;
    private final List<Route> routes = new ArrayList<>();
    private final RouteTable table;

    ServedRegistry(ServiceRegistry registry, Map<String, Upstream> upstreams, Surroundings around) {
        this.registry = registry;
        this.upstreams = new LinkedHashMap<>(upstreams);
        this.around = around;
        for (UpstreamService service : registry.services()) {
            for (ServiceRoute route : service.routes()) {
                routes.add(route(service, route));
            }
        }
        this.table = RouteTable.of(List.of(this));
    }

    /** Its routes alone, compiled. */
    public RouteTable table() {
        return table;
    }

    /**
     * Asks what a caller could ask itself, in its name: a GET of a public path, under the rule of
     * its route. Always answers within the budget.
     */
    public CompletionStage<ServiceAnswer> ask(
            String path, Principal caller, String requestId, Duration budget) {
        RequestTarget target = RequestTarget.parse(path);
        if (!(table.match("GET", target.segments()) instanceof Match.Found(var route, _))
                || !(route.stream().orElse(null) instanceof Forwarder forwarder)) {
            return CompletableFuture.completedFuture(new NotAnswered("ENDPOINT_NOT_FOUND"));
        }
        if (!(route.rule().judge(Optional.of(caller), path) instanceof Verdict.Allowed)) {
            return CompletableFuture.completedFuture(new NotAnswered("INSUFFICIENT_PERMISSIONS"));
        }
        return new OwnCall(
                        around.vertx(),
                        forwarder.upstream(),
                        forwarder.target().of(target),
                        caller,
                        requestId)
                .ask(budget)
                .toCompletionStage();
    }

    /** Whose calls of a route are refused for now, whatever its rule says; of any listener's. */
    public static WriteSwitch writeDisabled(Route route) {
        return route.stream().orElse(null) instanceof Forwarder forwarder
                ? forwarder.writeDisabled()
                : WriteSwitch.OFF;
    }

    public ServiceRegistry registry() {
        return registry;
    }

    Map<String, Upstream> upstreams() {
        return upstreams;
    }

    @Override
    public List<Route> routes() {
        return List.copyOf(routes);
    }

    private Route route(UpstreamService service, ServiceRoute route) {
        Upstream upstream = upstreams.get(route.target());
        if (upstream == null) {
            throw new IllegalArgumentException(
                    route.path() + " is answered by " + route.target() + ", which is no service");
        }
        Route.Draft draft =
                Route.on(route.method(), route.path())
                        .dialect(dialect(service.errors()))
                        .access(route.access())
                        .maxBody(route.maxBody());
        route.quota().map(quota -> new RouteLimit(quota, around.limiter())).ifPresent(draft::limit);
        if (route.audited()) {
            draft.audit(AuditedCalls.action(route.audit()));
        }
        Locations locations =
                new Locations(upstream.destination().origin(), mountings(service, route));
        return draft.stream(
                new Forwarder(around, upstream, route, locations, registry.writeDisabled()));
    }

    /**
     * A place that this route's service names may be below any of its mountings, this one first.
     */
    private static List<Mounting> mountings(UpstreamService service, ServiceRoute route) {
        List<Mounting> mountings = new ArrayList<>(List.of(route.mounting()));
        service.routes().stream()
                .filter(other -> other.target().equals(route.target()))
                .map(ServiceRoute::mounting)
                .distinct()
                .filter(other -> !other.equals(route.mounting()))
                .forEach(mountings::add);
        return mountings;
    }

    private static Dialect dialect(ErrorShape shape) {
        return switch (shape) {
            case ENVELOPE -> Dialect.ENVELOPE;
            case PROBLEM -> Dialect.PROBLEM;
        };
    }
}
