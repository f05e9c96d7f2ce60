package dev.sentinel.identity.agent;

import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.access.Requester;
import dev.sentinel.identity.access.Scope;
import dev.sentinel.identity.agent.ChangeOutcome.Changed;
import dev.sentinel.identity.agent.ChangeOutcome.Decommissioned;
import dev.sentinel.identity.agent.ChangeOutcome.NoSuchAgent;
import dev.sentinel.identity.agent.ChangeOutcome.NotYours;
import dev.sentinel.identity.revocation.Revocations;
import dev.sentinel.trust.revocation.Revocation;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * How agents change and end: the rules, the row, what it means for live tokens, and the audit
 * event, in one transaction.
 */
public final class AgentChanges {
    private static final AgentChange DECOMMISSIONING =
            new AgentChange(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(AgentStatus.DECOMMISSIONED),
                    ClientMetadataChange.nothing());

    private final Database database;
    private final AuditLog audit;
    private final Revocations revocations;
    private final AgentStore store = new AgentStore();
    private final AgentTallyStore tallies = new AgentTallyStore();
    private final ChangedTokens tokens;
    private final EndOfAgent end;
    private final Clock clock;

    public AgentChanges(
            Database database,
            AuditLog audit,
            Revocations revocations,
            EndOfAgent end,
            AgentsConfig config,
            Clock clock) {
        this.database = database;
        this.audit = audit;
        this.revocations = revocations;
        this.tokens = new ChangedTokens(revocations, store, config);
        this.end = end;
        this.clock = clock;
    }

    /** What other features do when an agent ends. */
    public interface EndOfAgent {
        /** In the same transaction; returns how many credentials ended with it. */
        int ended(Tx tx, AgentId id, Instant at, Requester by);
    }

    ChangeOutcome change(AgentId id, AgentChange change, Requester by) {
        return changed(id, by, agent -> change.appliedTo(agent, now()));
    }

    /** For good: no tokens, no credentials, and those it has end now. */
    ChangeOutcome decommission(AgentId id, Requester by) {
        return change(id, DECOMMISSIONING, by);
    }

    private ChangeOutcome changed(AgentId id, Requester by, UnaryOperator<Agent> change) {
        List<Revocation> decided = new ArrayList<>();
        ChangeOutcome outcome =
                database.transaction(tx -> {
                    Optional<Agent> found = store.findForUpdate(tx, by.workspace(), id);
                    if (found.isEmpty()) {
                        return new NoSuchAgent();
                    }
                    if (!by.manages(id.value())) {
                        return new NotYours();
                    }
                    Agent before = found.get();
                    if (before.status() == AgentStatus.DECOMMISSIONED) {
                        return new Decommissioned();
                    }
                    if (store.isLapsed(tx, by)) {
                        return new ChangeOutcome.RequesterNotActive();
                    }
                    Agent after = change.apply(before);
                    if (!by.actsForItself() && givesForGood(before, after)) {
                        return new ChangeOutcome.Delegated();
                    }
                    if (by.id().equals(id.toString()) && !before.owner().equals(after.owner())) {
                        return new ChangeOutcome.OwnOwner();
                    }
                    Set<Scope> beyond = by.notGrantable(added(before, after));
                    if (!beyond.isEmpty()) {
                        return new ChangeOutcome.ScopesNotGrantable(beyond);
                    }
                    if (opensAWayIn(before, after) && !by.holdsAll(before.scopes())) {
                        return new ChangeOutcome.BeyondYourScopes();
                    }
                    Optional<ClientMetadata.Fault> fault = after.metadata().fault();
                    if (fault.isPresent()) {
                        return new ChangeOutcome.Contradictory(fault.get());
                    }
                    if (before.changeable().equals(after.changeable())) {
                        return new Changed(before);
                    }
                    decided.addAll(save(tx, before, after, by));
                    return new Changed(after);
                });
        revocations.committed(decided);
        return outcome;
    }

    /** Decommissions an agent that is held; tell of the revocations once it is committed. */
    public List<Revocation> end(Tx tx, Agent agent, Requester by) {
        return save(tx, agent, DECOMMISSIONING.appliedTo(agent, now()), by);
    }

    private List<Revocation> save(Tx tx, Agent before, Agent after, Requester by) {
        store.update(tx, after);
        if (!AgentFilter.showing(before).equals(AgentFilter.showing(after))) {
            store.holdCounts(tx, after.workspace());
            tallies.changed(tx, before, after);
            store.countMoved(tx, after.workspace(), before.status(), after.status());
        }
        List<Revocation> decided = tokens.decided(tx, before, after);
        AuditEvent event =
                difference(AgentActions.event(action(before, after), after, by), before, after);
        if (after.status() == AgentStatus.DECOMMISSIONED) {
            int credentials = end.ended(tx, after.id(), after.updatedAt(), by);
            event = event.with("credentialsRevoked", credentials);
        }
        audit.append(tx, event);
        return decided;
    }

    private static Set<Scope> added(Agent before, Agent after) {
        EnumSet<Scope> added = EnumSet.noneOf(Scope.class);
        added.addAll(after.scopes());
        added.removeAll(before.scopes());
        return added;
    }

    /** A key of its own is as good as a secret: a narrow token must not bring one in. */
    private static boolean opensAWayIn(Agent before, Agent after) {
        return !after.metadata().equals(before.metadata());
    }

    /** What would outlive the delegation that it was done with. */
    private static boolean givesForGood(Agent before, Agent after) {
        return !added(before, after).isEmpty()
                || opensAWayIn(before, after)
                || !before.owner().equals(after.owner())
                || (after.status() == AgentStatus.ACTIVE && before.status() != AgentStatus.ACTIVE);
    }

    private static Action action(Agent before, Agent after) {
        if (before.status() == after.status()) {
            return AgentActions.UPDATED;
        }
        return switch (after.status()) {
            case ACTIVE -> AgentActions.REACTIVATED;
            case SUSPENDED -> AgentActions.SUSPENDED;
            case DECOMMISSIONED -> AgentActions.DECOMMISSIONED;
        };
    }

    /** Old and new values of what differs, also of what appears or goes. */
    private static AuditEvent difference(AuditEvent event, Agent before, Agent after) {
        Map<String, Object> old = before.changeable();
        Map<String, Object> fresh = after.changeable();
        Set<Map.Entry<String, Object>> unchanged = new HashSet<>(old.entrySet());
        unchanged.retainAll(fresh.entrySet());
        old.entrySet().removeAll(unchanged);
        fresh.entrySet().removeAll(unchanged);
        return event.before(old).after(fresh);
    }

    /** What the database keeps, so that an answer and a later read are alike. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
