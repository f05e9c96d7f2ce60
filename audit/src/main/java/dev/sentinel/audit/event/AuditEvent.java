package dev.sentinel.audit.event;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/**
 * What a module tells the log. It has no id and no time: the log gives both when it takes the event
 * ({@link Entry}), so no caller can backdate one.
 *
 * <pre>{@code
 * audit.append(tx, AuditEvent.of(AGENT_UPDATED, workspace, actor)
 *         .on("agent", id)
 *         .from(origin)
 *         .before(Map.of("version", "1.0.0"))
 *         .after(Map.of("version", "1.1.0")));
 * }</pre>
 *
 * Values may be text, numbers, flags, instants, enums, lists and maps of them; absent ones (null or
 * an empty Optional) are left out. Never put passwords, tokens, bodies or query strings here.
 *
 * @param workspace the tenant it belongs to
 * @param actor who
 * @param action the name of a registered {@link Action}
 * @param outcome how it ended
 * @param target on what, when there is one thing
 * @param origin where the request came from
 * @param before the changed fields as they were
 * @param after the changed fields as they are now
 * @param metadata whatever else the action declares
 */
public record AuditEvent(
        String workspace,
        Actor actor,
        String action,
        Outcome outcome,
        Optional<Target> target,
        Origin origin,
        Map<String, Object> before,
        Map<String, Object> after,
        Map<String, Object> metadata) {

    public AuditEvent {
        workspace = Values.required("workspace", workspace);
        action = Values.required("action", action);
        before = Values.frozen(before);
        after = Values.frozen(after);
        metadata = Values.frozen(metadata);
    }

    /** A success without target or origin; the methods below add what is known. */
    public static AuditEvent of(Action action, String workspace, Actor actor) {
        return new AuditEvent(
                workspace,
                actor,
                action.name(),
                Outcome.SUCCESS,
                Optional.empty(),
                Origin.none(),
                Map.of(),
                Map.of(),
                Map.of());
    }

    public AuditEvent on(String kind, String id) {
        return new AuditEvent(
                workspace,
                actor,
                action,
                outcome,
                Optional.of(new Target(kind, id)),
                origin,
                before,
                after,
                metadata);
    }

    public AuditEvent from(Origin origin) {
        return new AuditEvent(
                workspace, actor, action, outcome, target, origin, before, after, metadata);
    }

    public AuditEvent ended(Outcome outcome) {
        return new AuditEvent(
                workspace, actor, action, outcome, target, origin, before, after, metadata);
    }

    public AuditEvent failed() {
        return ended(Outcome.FAILURE);
    }

    public AuditEvent before(Map<String, ?> values) {
        return saying(Values.frozen(values), after, metadata);
    }

    public AuditEvent after(Map<String, ?> values) {
        return saying(before, Values.frozen(values), metadata);
    }

    /** Several more fields of metadata. */
    public AuditEvent with(Map<String, ?> fields) {
        return saying(before, after, Values.joined(metadata, fields));
    }

    /** One more field of metadata. */
    public AuditEvent with(String field, Object value) {
        return with(Collections.singletonMap(field, value));
    }

    private AuditEvent saying(
            Map<String, Object> before, Map<String, Object> after, Map<String, Object> metadata) {
        return new AuditEvent(
                workspace, actor, action, outcome, target, origin, before, after, metadata);
    }
}
