package dev.sentinel.identity.credential;

import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.access.Requester;
import dev.sentinel.identity.agent.AgentChanges.EndOfAgent;
import dev.sentinel.identity.agent.AgentId;
import java.time.Instant;
import java.util.List;

/** An agent that ends takes its credentials with it. */
public final class CredentialEnding implements EndOfAgent {
    private final AuditLog audit;
    private final CredentialStore store = new CredentialStore();

    public CredentialEnding(AuditLog audit) {
        this.audit = audit;
    }

    @Override
    public int ended(Tx tx, AgentId id, Instant at, Requester by) {
        List<Credential> ended = store.unrevoked(tx, id);
        store.revokeAll(tx, id, at);
        audit.appendAll(
                tx,
                ended.stream()
                        .map(each ->
                                CredentialActions.changed(
                                        CredentialActions.REVOKED, each, each.revoked(at), at, by))
                        .toList());
        return ended.size();
    }
}
