package dev.sentinel.identity.session;

import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.SecurityActions;
import java.util.List;

/** What sessions leave in the audit log, beside {@link SecurityActions#LOGIN}. */
public final class SessionActions {
    static final Action ENDED =
            Action.of("session.ended", "a person signed out")
                    .field("sessionId", "of which session");
    static final Action REUSED =
            Action.of(
                            "session.refresh_token_reused",
                            "a used refresh token was shown again, and its session ended")
                    .field("sessionId", "of which session");

    public static final List<Action> ALL = List.of(SecurityActions.LOGIN, ENDED, REUSED);

    private SessionActions() {}
}
