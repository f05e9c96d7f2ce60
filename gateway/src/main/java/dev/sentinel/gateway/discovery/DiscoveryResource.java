package dev.sentinel.gateway.discovery;

import dev.sentinel.audit.event.SecurityActions;
import dev.sentinel.gateway.envelope.Envelope;
import dev.sentinel.trust.Rules;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.Problem;
import dev.sentinel.web.Request;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.util.List;
import java.util.Map;

/** Which services there are, and how each is. */
public final class DiscoveryResource implements Resource {
    private static final int OK = 200;

    private final HealthChecks checks;
    private final String apiPrefix;

    public DiscoveryResource(HealthChecks checks, String apiPrefix) {
        this.checks = checks;
        this.apiPrefix = apiPrefix;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(apiPrefix + "/discovery/services")
                        .dialect(Dialect.ENVELOPE)
                        .access(Rules.signedIn())
                        .audit(SecurityActions.API_CALL.name())
                        .to(this::list),
                Route.get(apiPrefix + "/discovery/services/{service}/health")
                        .dialect(Dialect.ENVELOPE)
                        .access(Rules.signedIn())
                        .audit(SecurityActions.API_CALL.name())
                        .to(this::health));
    }

    private Response list(Request request) {
        return Response.json(
                OK,
                Envelope.of(
                        Map.of(
                                "services",
                                checks.all().stream().map(ServiceHealth::toJson).toList())));
    }

    /** 200 also for a service that is down: the question was answered. */
    private Response health(Request request) {
        return checks.of(request.pathParam("service"))
                .map(health -> Response.json(OK, Envelope.of(health.toJson())))
                .orElseThrow(() ->
                        Problem.notFound(
                                "SERVICE_NOT_FOUND", "no service of that name is registered"));
    }
}
