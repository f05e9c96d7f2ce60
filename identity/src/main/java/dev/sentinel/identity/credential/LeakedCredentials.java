package dev.sentinel.identity.credential;

import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.access.Requester;
import dev.sentinel.identity.agent.AgentId;
import dev.sentinel.identity.agent.Agents;
import dev.sentinel.identity.credential.CredentialOutcome.Done;
import dev.sentinel.identity.credential.CredentialOutcome.Refusal;
import dev.sentinel.identity.credential.CredentialOutcome.Refused;
import dev.sentinel.identity.revocation.Revocations;
import dev.sentinel.trust.revocation.Revocation;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends a credential of which somebody else has had the secret, with all that came of it.
 *
 * <p>An ordinary revocation leaves those alone: an agent changes its secret without a pause by
 * making the next one with the old one's token.
 */
public final class LeakedCredentials {
    private final Database database;
    private final AuditLog audit;
    private final Agents agents;
    private final Revocations revocations;
    private final CredentialStore store = new CredentialStore();
    private final LineageStore lineage = new LineageStore();
    private final Clock clock;

    public LeakedCredentials(
            Database database,
            AuditLog audit,
            Agents agents,
            Revocations revocations,
            Clock clock) {
        this.database = database;
        this.audit = audit;
        this.agents = agents;
        this.revocations = revocations;
        this.clock = clock;
    }

    /**
     * For good, with every credential that was made by means of it, and of those, and so on, of
     * whichever agent. Also of one that is revoked: what came of it may live.
     */
    CredentialOutcome<List<Credential>> revoke(AgentId agentId, CredentialId id, Requester by) {
        List<Revocation> decided = new ArrayList<>();
        CredentialOutcome<List<Credential>> outcome =
                database.transaction(tx -> {
                    lineage.hold(tx, by.workspace());
                    return Credentials.reached(
                            agents.held(tx, agentId, by),
                            by,
                            _ -> {
                                if (store.findForUpdate(tx, agentId, id).isEmpty()) {
                                    return new Refused<>(Refusal.NO_SUCH_CREDENTIAL);
                                }
                                // All rows before the first revocation, which locks the head.
                                List<Credential> line = living(tx, lineage.from(tx, id));
                                line.forEach(each -> decided.add(ended(tx, each, id, by)));
                                return new Done<>(line);
                            });
                });
        revocations.committed(decided);
        return outcome;
    }

    private List<Credential> living(Tx tx, List<CredentialId> line) {
        return line.stream()
                .flatMap(each -> store.findForUpdate(tx, each).stream())
                .filter(each -> each.revokedAt().isEmpty())
                .toList();
    }

    private Revocation ended(Tx tx, Credential credential, CredentialId leaked, Requester by) {
        Revocation revocation =
                revocations.credential(tx, credential.id().value(), credential.agent().value());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        store.revoke(tx, credential.id(), now);
        audit.append(
                tx,
                CredentialActions.changed(
                                CredentialActions.REVOKED,
                                credential,
                                credential.revoked(now),
                                now,
                                by)
                        .with("leaked", leaked.toString()));
        return revocation;
    }
}
