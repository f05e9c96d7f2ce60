package dev.sentinel.identity.credential;

import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.identity.access.Requester;
import dev.sentinel.identity.access.Scope;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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

    static AuditEvent generated(Credential made, Requester by) {
        Map<String, Object> after = new LinkedHashMap<>();
        after.put("status", made.statusAt(made.createdAt()));
        after.put("scopes", made.scopes().map(Scope::words));
        after.put("expiresAt", made.expiresAt());
        after.put("secretSince", made.createdAt());
        return event(GENERATED, made, by).after(after);
    }

    /** Old and new values of what differs. */
    static AuditEvent changed(
            Action action, Credential before, Credential after, Instant at, Requester by) {
        Map<String, Object> old = before.changeableAt(at);
        Map<String, Object> fresh = after.changeableAt(at);
        old.entrySet()
                .removeIf(field -> Objects.equals(field.getValue(), fresh.get(field.getKey())));
        fresh.keySet().retainAll(old.keySet());
        return event(action, after, by).before(old).after(fresh);
    }

    private static AuditEvent event(Action action, Credential credential, Requester by) {
        AuditEvent event =
                AuditEvent.of(action, by.workspace(), by.actor())
                        .on("agent", credential.agent().toString())
                        .from(by.origin())
                        .with("credentialId", credential.id().toString());
        return by.credential().map(asked -> event.with("askedWith", asked)).orElse(event);
    }

    private static Action fields(Action action) {
        return action.field("credentialId", "which one")
                .field("askedWith", "the credential or key behind the token that asked, if any")
                .field("leaked", "the credential whose leak ended it, itself or one it came of")
                .field("status", "active, expired or revoked")
                .field("scopes", "what its tokens carry at most, when not all that the agent may")
                .field("expiresAt", "when it ends by itself")
                .field("secretSince", "since when its secret is the one in use")
                .field("revokedAt", "when it was ended");
    }
}
