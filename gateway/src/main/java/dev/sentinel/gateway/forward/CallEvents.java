package dev.sentinel.gateway.forward;

import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.Origin;
import dev.sentinel.audit.event.Outcome;
import dev.sentinel.audit.event.SecurityActions;
import dev.sentinel.gateway.registry.RouteAudit;
import dev.sentinel.trust.Principal;
import dev.sentinel.web.FinishedCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a finished call leaves in the audit log: that the endpoint was called and, when it was not
 * refused, what its route's {@code audit} says of documents (contract studio §12).
 */
final class CallEvents {
    private static final int FIRST_ERROR = 400;

    private CallEvents() {}

    static List<AuditEvent> of(FinishedCall call) {
        Principal caller =
                call.caller()
                        .filter(Principal.class::isInstance)
                        .map(Principal.class::cast)
                        .orElseThrow(
                                () -> new IllegalStateException("a caller of an unknown kind"));
        String template = call.route().map(route -> route.path()).orElse("");
        List<AuditEvent> events = new ArrayList<>(2);
        events.add(
                event(
                        call,
                        caller,
                        SecurityActions.API_CALL,
                        Map.of(
                                "endpoint", template,
                                "method", call.method(),
                                "status_code", call.status(),
                                "duration_ms", call.duration().toMillis())));
        if (call.status() < FIRST_ERROR) {
            RouteAudit audit =
                    AuditedCalls.route(call).map(route -> route.audit()).orElse(RouteAudit.NONE);
            switch (audit) {
                case READ, WRITE, DELETE -> events.add(access(call, caller, audit, template));
                case EXPORT -> events.add(export(call, caller, template));
                case CALL, NONE -> {}
            }
        }
        return events;
    }

    private static AuditEvent access(
            FinishedCall call, Principal caller, RouteAudit audit, String template) {
        String action = audit.name().toLowerCase(Locale.ROOT);
        AuditEvent event =
                event(
                        call,
                        caller,
                        SecurityActions.DATA_ACCESS,
                        Map.of("action", action, "endpoint", template));
        return document(call, template).map(id -> event.on("document", id)).orElse(event);
    }

    private static AuditEvent export(FinishedCall call, Principal caller, String template) {
        return event(
                call,
                caller,
                SecurityActions.EXPORT,
                Map.of(
                        "export_format", template.substring(template.lastIndexOf('/') + 1),
                        "document_ids", document(call, template).map(List::of).orElse(List.of()),
                        "destination", "caller"));
    }

    /** The value of the template's first parameter, which names the document or its job. */
    private static Optional<String> document(FinishedCall call, String template) {
        String[] names = template.split("/", -1);
        String[] values = call.path().split("/", -1);
        for (int i = 0; i < names.length && i < values.length; i++) {
            if (names[i].startsWith("{") && !names[i].endsWith("*}")) {
                return Optional.of(values[i]);
            }
        }
        return Optional.empty();
    }

    private static AuditEvent event(
            FinishedCall call, Principal caller, Action action, Map<String, Object> metadata) {
        return new AuditEvent(
                caller.workspace(),
                caller.actor(),
                action.name(),
                call.status() >= FIRST_ERROR ? Outcome.FAILURE : Outcome.SUCCESS,
                Optional.empty(),
                Origin.of(call.remoteAddress(), call.userAgent(), call.requestId()),
                Map.of(),
                Map.of(),
                metadata);
    }
}
