package dev.sentinel.gateway.dashboard;

import dev.sentinel.audit.event.SecurityActions;
import dev.sentinel.gateway.discovery.HealthChecks;
import dev.sentinel.gateway.envelope.Envelope;
import dev.sentinel.gateway.forward.ForwardedServices;
import dev.sentinel.trust.Principal;
import dev.sentinel.trust.Rules;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.Problem;
import dev.sentinel.web.Request;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.time.Clock;
import java.util.List;

/** The dashboard, for everybody who is signed in: each sees what the services show to them. */
public final class DashboardResource implements Resource {
    private static final int OK = 200;

    private final Dashboard dashboard;
    private final String apiPrefix;

    public DashboardResource(
            ForwardedServices services, HealthChecks checks, Clock clock, String apiPrefix) {
        this.dashboard = new Dashboard(services, checks, clock);
        this.apiPrefix = apiPrefix;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(apiPrefix + "/dashboard")
                        .dialect(Dialect.ENVELOPE)
                        .access(Rules.signedIn())
                        .audit(SecurityActions.API_CALL.name())
                        .to(this::get));
    }

    private Response get(Request request) {
        if (!(request.caller() instanceof Principal caller)) {
            throw Problem.forbidden("only people, agents and services have a dashboard");
        }
        Dashboard.View view = dashboard.of(caller, request.requestId());
        if (view.empty()) {
            throw Problem.unavailable("none of the services answers: try again");
        }
        return Response.json(OK, Envelope.of(view.json()));
    }
}
