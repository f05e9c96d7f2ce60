package dev.sentinel.audit.event;

import java.util.List;
import java.util.Map;

/**
 * The five kinds of event that every service of the platform writes, with the fields the security
 * architecture lists. Who did it is the actor, from where the origin, success or failure the
 * outcome.
 */
public final class SecurityActions {
    public static final Action LOGIN =
            Action.of("auth.login", "somebody signed in, or tried to")
                    .field("method", "how: password, code, key, demo …")
                    .field("mfa_status", "none, passed, failed or required")
                    .field("reason", "why it failed")
                    .personal("email", "the address given");

    public static final Action API_CALL =
            Action.of("api.called", "an endpoint was called")
                    .field("endpoint", "the route's template, never the raw path")
                    .field("method", "the HTTP method")
                    .field("status_code", "the HTTP status answered")
                    .field("duration_ms", "time to the answer, in milliseconds")
                    .field("service", "the service behind the route, reached or not")
                    .field("reason", "why it was refused");

    /** The document is the target. */
    public static final Action DATA_ACCESS =
            Action.of("data.accessed", "a document was read, written or deleted")
                    .field("action", "read, write or delete")
                    .field("endpoint", "the route's template");

    /** The actor is the administrator, the target the person whose role changed. */
    public static final Action ROLE_CHANGE =
            Action.of("role.changed", "a person was given another role")
                    .field("role", "before: the old role; after: the new one");

    public static final Action EXPORT =
            Action.of("data.exported", "data left the platform")
                    .field("export_format", "csv, json …")
                    .field("document_ids", "what was exported")
                    .field("destination", "where to")
                    .field("filter", "what was asked for, when not by id");

    public static final List<Action> ALL =
            List.of(LOGIN, API_CALL, DATA_ACCESS, ROLE_CHANGE, EXPORT);

    /** By the words that the security architecture has for them. */
    public static final Map<String, Action> BY_KIND =
            Map.of(
                    "login", LOGIN,
                    "api_call", API_CALL,
                    "data_access", DATA_ACCESS,
                    "role_change", ROLE_CHANGE,
                    "export", EXPORT);

    private SecurityActions() {}
}
