package dev.sentinel.identity.credential;

import dev.sentinel.audit.event.Action;
import java.util.List;

/** What credentials leave in the audit log. Never the secret, nor anything made of it. */
public final class CredentialActions {
    static final Action GENERATED =
            fields(Action.of("credential.generated", "an agent got a new credential"));
    static final Action ROTATED =
            fields(Action.of("credential.rotated", "a credential got a new secret"));
    static final Action REVOKED =
            fields(Action.of("credential.revoked", "a credential was ended for good"));

    public static final List<Action> ALL = List.of(GENERATED, ROTATED, REVOKED);

    private CredentialActions() {}

    private static Action fields(Action action) {
        return action.field("credentialId", "which one")
                .field("status", "active or revoked")
                .field("expiresAt", "when it ends by itself");
    }
}
