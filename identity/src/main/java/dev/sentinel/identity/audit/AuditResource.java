package dev.sentinel.identity.audit;

import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.event.Outcome;
import dev.sentinel.audit.event.Target;
import dev.sentinel.audit.log.AuditPage;
import dev.sentinel.audit.log.AuditQueries;
import dev.sentinel.audit.log.AuditQuery;
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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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
        AuditQuery query =
                new AuditQuery(
                        Requester.of(request).workspace(),
                        request.query("agentId"),
                        request.query("action"),
                        outcome(request),
                        Optional.of(from(request)),
                        moment(request, "endDate", "toDate"),
                        paging.page(),
                        paging.limit());
        AuditPage page = queries.find(query);
        return Response.json(
                200, new Page<>(page.entries(), page.total(), paging).json(AuditResource::json));
    }

    private Response get(Request request) {
        String text = request.pathParam("eventId");
        return id(text).flatMap(id -> queries.find(Requester.of(request).workspace(), id))
                .filter(entry -> !entry.at().isBefore(oldestShown()))
                .map(entry -> Response.json(200, json(entry)))
                .orElseThrow(() ->
                        Problem.notFound(
                                        "AUDIT_EVENT_NOT_FOUND",
                                        "no audit event " + text + " is shown")
                                .detail("eventId", text));
    }

    private Instant from(Request request) {
        Instant oldest = oldestShown();
        return moment(request, "startDate", "fromDate").filter(oldest::isBefore).orElse(oldest);
    }

    private Instant oldestShown() {
        return clock.instant().minus(shown);
    }

    private static Optional<Instant> moment(Request request, String name, String other) {
        return request.queryInstant(name).or(() -> request.queryInstant(other));
    }

    private static Optional<Outcome> outcome(Request request) {
        return request.query("outcome")
                .map(word ->
                        Arrays.stream(Outcome.values())
                                .filter(each -> word(each).equals(word))
                                .findFirst()
                                .orElseThrow(() ->
                                        Problem.invalid("outcome", "must be success or failure")));
    }

    private static Optional<UUID> id(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Map<String, @Nullable Object> json(Entry entry) {
        AuditEvent event = entry.event();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("eventId", entry.id().toString());
        json.put("agentId", agent(event).orElse(null));
        json.put("action", event.action());
        json.put("outcome", word(event.outcome()));
        json.put("ipAddress", event.origin().ip().orElse(null));
        json.put("userAgent", event.origin().userAgent().orElse(null));
        json.put("actor", actor(event));
        json.put("metadata", event.metadata());
        json.put("before", event.before());
        json.put("after", event.after());
        json.put("requestId", event.origin().requestId().orElse(null));
        json.put("timestamp", entry.at().toString());
        return json;
    }

    /** The agent that it was done to, else the one that did it. */
    private static Optional<String> agent(AuditEvent event) {
        Optional<String> target =
                event.target().filter(each -> each.kind().equals("agent")).map(Target::id);
        return switch (event.actor().kind()) {
            case AGENT -> target.or(() -> Optional.of(event.actor().id()));
            case PERSON, SERVICE, SYSTEM, ANONYMOUS -> target;
        };
    }

    private static Map<String, Object> actor(AuditEvent event) {
        Map<String, Object> actor = new LinkedHashMap<>();
        actor.put("kind", event.actor().kind().name().toLowerCase(Locale.ROOT));
        actor.put("id", event.actor().id());
        if (!event.actor().actedFor().isEmpty()) {
            actor.put("actedFor", event.actor().actedFor());
        }
        return actor;
    }

    private static String word(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }
}
