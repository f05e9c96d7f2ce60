package dev.sentinel.identity.audit;

import dev.sentinel.audit.log.AuditPage;
import dev.sentinel.audit.log.AuditQueries;
import dev.sentinel.identity.access.Requester;
import dev.sentinel.identity.limit.RequestLimits;
import dev.sentinel.identity.listing.Page;
import dev.sentinel.identity.listing.Paging;
import dev.sentinel.identity.policy.Policies;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.Problem;
import dev.sentinel.web.Request;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** {@code /api/v1/audit}: the events of the caller's workspace, newest first. */
public final class AuditResource implements Resource {

    private final Policies policies;
    private final AuditQueries queries;
    private final Duration shown;
    private final RequestLimits limits;
    private final Clock clock;

    /** Shows events no older than this; older ones are kept, but not shown. */
    public AuditResource(
            Policies policies,
            AuditQueries queries,
            Duration shown,
            RequestLimits limits,
            Clock clock) {
        this.policies = policies;
        this.queries = queries;
        this.limits = limits;
        this.shown = shown;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/api/v1/audit")
                        .dialect(Dialect.AGENT)
                        .access(policies::rule)
                        .limit(limits)
                        .to(this::list),
                Route.get("/api/v1/audit/{eventId}")
                        .dialect(Dialect.AGENT)
                        .access(policies::rule)
                        .limit(limits)
                        .to(this::get));
    }

    private Response list(Request request) {
        Paging paging = Paging.of(request);
        if (paging.offset() > AuditQueries.MAX_TOTAL) {
            throw Problem.invalid(
                    "page",
                    "pages reach %d events deep: narrow the dates, or go on by cursor"
                            .formatted(AuditQueries.MAX_TOTAL));
        }
        AuditPage page =
                queries.find(
                        AuditFilters.of(request, oldestShown()),
                        (int) paging.offset(),
                        paging.limit());
        Map<String, Object> json =
                new Page<>(page.entries(), page.total(), paging).json(EventJson::of);
        if (!page.totalIsExact()) {
            json.put("totalIsExact", false);
        }
        if (page.entries().size() == paging.limit()) {
            json.put("nextCursor", page.entries().getLast().id().toString());
        }
        return Response.json(200, json);
    }

    private Response get(Request request) {
        String text = request.pathParam("eventId");
        return id(text).flatMap(id -> queries.find(Requester.of(request).workspace(), id))
                .filter(entry -> !entry.at().isBefore(oldestShown()))
                .map(entry -> Response.json(200, EventJson.of(entry)))
                .orElseThrow(() ->
                        Problem.notFound(
                                        "AUDIT_EVENT_NOT_FOUND",
                                        "no audit event " + text + " is shown")
                                .detail("eventId", text));
    }

    private Instant oldestShown() {
        return clock.instant().minus(shown);
    }

    private static Optional<UUID> id(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
