package dev.sentinel.identity.mfa;

import dev.sentinel.audit.event.Action;
import java.util.List;

/** What second factors leave in the audit log. */
public final class MfaActions {
    static final Action ENROLLED =
            Action.of("mfa.enrolled", "a person has proven a second factor, which counts from now");
    static final Action DISABLED = Action.of("mfa.disabled", "a person gave its second factor up");
    static final Action RECOVERY_CODE_USED =
            Action.of("mfa.recovery_code_used", "a recovery code stood in for a code");

    public static final List<Action> ALL = List.of(ENROLLED, DISABLED, RECOVERY_CODE_USED);

    private MfaActions() {}
}
