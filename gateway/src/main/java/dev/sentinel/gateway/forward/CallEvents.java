package dev.sentinel.gateway.forward;

import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.Origin;
import dev.sentinel.audit.event.Outcome;
import dev.sentinel.audit.event.SecurityActions;
import dev.sentinel.audit.event.Target;
import dev.sentinel.gateway.registry.RouteAudit;
import dev.sentinel.gateway.registry.ServiceRoute;
import dev.sentinel.trust.Principal;
import dev.sentinel.web.FinishedCall;
import dev.sentinel.web.Route;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a finished call leaves in the audit log: that the endpoint was called and, when it was not
 * refused, what its route's {@code audit} says of documents (contract studio §12).
 */
final class CallEvents {
    private static final Logger LOG = LoggerFactory.getLogger(CallEvents.class);
    private static final int FIRST_ERROR = 400;

    private static final int LONGEST_REASON = 256;

    private final FinishedCall call;
    private final String template;
    private final String workspace;
    private final Actor actor;
    private final Origin origin;

    private CallEvents(FinishedCall call, Principal caller) {
        this.call = call;
        this.template = call.route().map(Route::path).orElse("");
        this.workspace = caller.workspace();
        this.actor = caller.actor();
        this.origin = Origin.of(call.remoteAddress(), call.userAgent(), call.requestId());
    }

    /** Of many calls, in their order. One that has no words must not cost the others theirs. */
    static List<AuditEvent> of(List<FinishedCall> calls) {
        List<AuditEvent> events = new ArrayList<>(calls.size() * 2);
        for (FinishedCall call : calls) {
            try {
                addTo(events, call);
            } catch (RuntimeException | Error bug) {
                LOG.error("the audit of call {} was lost", call.requestId(), bug);
            }
        }
        return events;
    }

    private static void addTo(List<AuditEvent> events, FinishedCall call) {
        of(call).addTo(events);
    }

    /** That the call takes documents out: written before its answer begins, not with the rest. */
    static AuditEvent export(FinishedCall call) {
        return of(call).export();
    }

    private static CallEvents of(FinishedCall call) {
        if (!(call.caller().orElse(null) instanceof Principal caller)) {
            throw new IllegalStateException("a caller of an unknown kind");
        }
        return new CallEvents(call, caller);
    }

    private void addTo(List<AuditEvent> events) {
        Optional<ServiceRoute> route = call.route().flatMap(AuditedCalls::service);
        events.add(event(SecurityActions.API_CALL, called(route)));
        if (call.status() < FIRST_ERROR) {
            RouteAudit audit = route.map(ServiceRoute::audit).orElse(RouteAudit.NONE);
            switch (audit) {
                case READ, WRITE, DELETE -> events.add(access(audit));
                case EXPORT, CALL, NONE -> {}
            }
        }
    }

    private Map<String, Object> called(Optional<ServiceRoute> route) {
        Map<String, Object> fields = HashMap.newHashMap(6);
        fields.put("endpoint", template);
        fields.put("method", call.method());
        fields.put("status_code", call.status());
        fields.put("duration_ms", call.duration().toMillis());
        route.ifPresent(found -> fields.put("service", found.target()));
        call.refusal().ifPresent(why -> fields.put("reason", cut(why, LONGEST_REASON)));
        return fields;
    }

    private AuditEvent access(RouteAudit audit) {
        String action = audit.name().toLowerCase(Locale.ROOT);
        AuditEvent event =
                event(SecurityActions.DATA_ACCESS, Map.of("action", action, "endpoint", template));
        return document().map(id -> event.on("document", id)).orElse(event);
    }

    private AuditEvent export() {
        return event(
                SecurityActions.EXPORT,
                Map.of(
                        "export_format", template.substring(template.lastIndexOf('/') + 1),
                        "document_ids", document().map(List::of).orElse(List.of()),
                        "destination", "caller"));
    }

    /**
     * The value of the template's first parameter, which names the document or its job; cut, for a
     * caller who names a longer one must not go unrecorded.
     */
    private Optional<String> document() {
        String[] names = template.split("/", -1);
        String[] values = call.path().split("/", -1);
        for (int i = 0; i < names.length && i < values.length; i++) {
            if (names[i].startsWith("{") && !names[i].endsWith("*}")) {
                return Optional.of(cut(values[i], Target.MAX_ID));
            }
        }
        return Optional.empty();
    }

    private static String cut(String text, int longest) {
        return text.substring(0, Math.min(longest, text.length()));
    }

    private AuditEvent event(Action action, Map<String, Object> metadata) {
        return new AuditEvent(
                workspace,
                actor,
                action.name(),
                call.status() >= FIRST_ERROR ? Outcome.FAILURE : Outcome.SUCCESS,
                Optional.empty(),
                origin,
                Map.of(),
                Map.of(),
                metadata);
    }
}
