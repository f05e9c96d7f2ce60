package dev.sentinel.identity.person;

import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.SecurityActions;
import java.util.List;

/** What people leave in the audit log, beside {@link SecurityActions#ROLE_CHANGE}. */
public final class PersonActions {
    static final Action REGISTERED =
            Action.of("person.registered", "an account was made")
                    .field("role", "what it may")
                    .field("team", "internal or external")
                    .field("provisioned", "whether an administrator made it")
                    .personal("email", "its address");
    static final Action STATUS_CHANGED =
            Action.of("person.status_changed", "an account was deactivated, or activated again")
                    .field("status", "before and after");
    static final Action SESSIONS_ENDED =
            Action.of("person.sessions_ended", "a person signed out everywhere");

    public static final List<Action> ALL =
            List.of(REGISTERED, STATUS_CHANGED, SESSIONS_ENDED, SecurityActions.ROLE_CHANGE);

    private PersonActions() {}
}
