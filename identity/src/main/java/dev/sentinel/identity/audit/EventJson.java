package dev.sentinel.identity.audit;

import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.event.Target;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An event in the contract's shape, with what the log has beyond it. */
final class EventJson {
    private EventJson() {}

    static Map<String, @Nullable Object> of(Entry entry) {
        AuditEvent event = entry.event();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("eventId", entry.id().toString());
        json.put("agentId", agent(event).orElse(null));
        json.put("action", event.action());
        json.put("outcome", word(event.outcome()));
        json.put("ipAddress", event.origin().ip().orElse(null));
        json.put("userAgent", event.origin().userAgent().orElse(null));
        json.put("actor", actor(event));
        json.put("target", event.target().map(EventJson::target).orElse(null));
        json.put("metadata", event.metadata());
        json.put("before", event.before());
        json.put("after", event.after());
        json.put("requestId", event.origin().requestId().orElse(null));
        json.put("timestamp", entry.at().toString());
        if (entry.erased()) {
            json.put("erased", true);
        }
        return json;
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
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
        actor.put("kind", word(event.actor().kind()));
        actor.put("id", event.actor().id());
        if (!event.actor().actedFor().isEmpty()) {
            actor.put("actedFor", event.actor().actedFor());
        }
        return actor;
    }

    private static Map<String, String> target(Target target) {
        return Map.of("kind", target.kind(), "id", target.id());
    }
}
