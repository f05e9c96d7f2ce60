package dev.sentinel.audit.event;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Every action of the program: each module hands in its own, the assembly joins them. An event
 * whose action or field is not here is refused, so the reference page is complete and a secret
 * cannot slip into the log under a name nobody declared.
 */
public final class Actions {
    private final Map<String, Action> byName;

    private Actions(Map<String, Action> byName) {
        this.byName = byName;
    }

    /** Joins the actions of the modules; the same name twice is refused. */
    public static Actions of(Collection<Action> actions) {
        Map<String, Action> byName = new TreeMap<>();
        for (Action action : actions) {
            if (byName.put(action.name(), action) != null) {
                throw new IllegalArgumentException("action " + action.name() + " is there twice");
            }
        }
        return new Actions(byName);
    }

    public Optional<Action> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All actions, by name. */
    public List<Action> all() {
        return List.copyOf(byName.values());
    }

    /**
     * The action of this event.
     *
     * @throws IllegalArgumentException when the action, or a field of the event, is not registered
     */
    public Action require(AuditEvent event) {
        Action action = byName.get(event.action());
        if (action == null) {
            throw new IllegalArgumentException(
                    "action " + event.action() + " is not registered; its module must list it");
        }
        refuseUndeclared(action, event.before());
        refuseUndeclared(action, event.after());
        refuseUndeclared(action, event.metadata());
        return action;
    }

    private static void refuseUndeclared(Action action, Map<String, Object> fields) {
        for (String field : fields.keySet()) {
            if (action.find(field).isEmpty()) {
                throw new IllegalArgumentException(
                        "action " + action.name() + " does not declare the field " + field);
            }
        }
    }
}
