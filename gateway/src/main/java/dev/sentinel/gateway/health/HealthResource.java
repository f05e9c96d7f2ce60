package dev.sentinel.gateway.health;

import dev.sentinel.gateway.envelope.Envelope;
import dev.sentinel.trust.Rules;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.Request;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.util.List;
import java.util.Map;

/** The two health answers of the gateway. */
public final class HealthResource implements Resource {
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final Dependencies dependencies;
    private final String apiPrefix;

    /** {@code apiPrefix} is such as {@code /api/v1}. */
    public HealthResource(Dependencies dependencies, String apiPrefix) {
        this.dependencies = dependencies;
        this.apiPrefix = apiPrefix;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/health").access(Rules.open()).to(HealthResource::live),
                Route.get(apiPrefix + "/health")
                        .dialect(Dialect.ENVELOPE)
                        .access(Rules.open())
                        .to(this::ready));
    }

    /** Touches nothing: a container must not be restarted because Redis is away. */
    private static Response live(Request request) {
        return Response.json(OK, Map.of("status", "ok"));
    }

    private Response ready(Request request) {
        HealthReport report = dependencies.report();
        return switch (report.status()) {
            case OK, DEGRADED -> Response.json(OK, Envelope.of(report.toJson()));
            case DOWN ->
                    Response.json(
                            UNAVAILABLE,
                            Envelope.failed(
                                    "A store is not available",
                                    "Service Unavailable",
                                    report.toJson()));
        };
    }
}
