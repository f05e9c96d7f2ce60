package dev.sentinel.identity.delegation;

import dev.sentinel.audit.event.Action;
import java.util.List;

/** What delegations write into the audit log. */
public final class DelegationActions {
    static final Action GRANTED =
            fields(Action.of("delegation.granted", "an agent was permitted to act for somebody"))
                    .field("scopes", "what it may do in the subject's name at most")
                    .field("expiresAt", "when the permission ends by itself");
    static final Action REVOKED =
            fields(
                    Action.of(
                            "delegation.revoked",
                            "a permission to act for somebody ended, and all tokens that rest on"
                                    + " it"));

    public static final List<Action> ALL = List.of(GRANTED, REVOKED);

    private DelegationActions() {}

    private static Action fields(Action action) {
        return action.field("delegationId", "which one").field("subject", "for whom");
    }
}
