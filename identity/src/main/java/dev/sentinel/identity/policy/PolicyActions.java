package dev.sentinel.identity.policy;

import dev.sentinel.audit.event.Action;
import java.util.List;

/** What policies write into the audit log. */
public final class PolicyActions {
    static final Action RELOADED =
            Action.of("policy.reloaded", "another policy is in force, or one was refused")
                    .field("source", "the file it was read from")
                    .field("sha256", "before and after: what it was made from")
                    .field("reason", "why it was refused; then the one before stays in force");

    public static final List<Action> ALL = List.of(RELOADED);

    private PolicyActions() {}
}
