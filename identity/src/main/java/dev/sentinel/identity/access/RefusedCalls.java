package dev.sentinel.identity.access;

import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.Origin;
import dev.sentinel.audit.event.SecurityActions;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.trust.Principal;
import dev.sentinel.web.CallObserver;
import dev.sentinel.web.FinishedCall;
import dev.sentinel.web.Route;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves a failed {@code api.called} in the audit log for each call that was answered with 403: who
 * reached for what it may not, and why not. Somebody who tries the doors is seen before one opens.
 */
public final class RefusedCalls implements CallObserver {
    public static final List<Action> ACTIONS = List.of(SecurityActions.API_CALL);
    private static final Logger LOG = LoggerFactory.getLogger(RefusedCalls.class);
    private static final int FORBIDDEN = 403;
    private static final String AGENT = "{agentId}";
    private static final Pattern ID =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final AuditLog audit;

    public RefusedCalls(AuditLog audit) {
        this.audit = audit;
    }

    @Override
    public void finished(FinishedCall call) {
        if (call.status() != FORBIDDEN
                || !(call.caller().orElse(null) instanceof Principal principal)) {
            return;
        }
        // On an event loop, which must not wait for the log.
        if (!audit.tryRecord(event(call, principal))) {
            LOG.error("the audit of refused call {} was lost: no room", call.requestId());
        }
    }

    private static AuditEvent event(FinishedCall call, Principal principal) {
        AuditEvent event =
                AuditEvent.of(SecurityActions.API_CALL, principal.workspace(), principal.actor())
                        .failed()
                        .from(Origin.of(call.remoteAddress(), call.userAgent(), call.requestId()))
                        .with("endpoint", call.route().map(Route::path).orElse(""))
                        .with("method", call.method())
                        .with("status_code", call.status())
                        .with("duration_ms", call.duration().toMillis())
                        .with("reason", call.refusal().orElse(""));
        return agent(call).map(id -> event.on("agent", id)).orElse(event);
    }

    /** The agent that was aimed at; what is no id is left out, for nobody knows what it is. */
    private static Optional<String> agent(FinishedCall call) {
        int at = segments(call.route().map(Route::path).orElse("")).indexOf(AGENT);
        return segments(call.path()).stream()
                .skip(Math.max(at, 0))
                .limit(at < 0 ? 0 : 1)
                .filter(segment -> ID.matcher(segment).matches())
                .findFirst();
    }

    private static List<String> segments(String path) {
        return List.of(path.split("/", -1));
    }
}
