package dev.sentinel.identity.agent;

import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.base.id.Ids;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.access.Requester;
import dev.sentinel.identity.access.Scope;
import dev.sentinel.identity.agent.AgentStore.Counts;
import dev.sentinel.identity.agent.AgentsConfig.Suspension;
import dev.sentinel.identity.agent.ChangeOutcome.Changed;
import dev.sentinel.identity.agent.ChangeOutcome.Decommissioned;
import dev.sentinel.identity.agent.ChangeOutcome.NoSuchAgent;
import dev.sentinel.identity.agent.ChangeOutcome.NotYours;
import dev.sentinel.identity.agent.RegisterOutcome.EmailTaken;
import dev.sentinel.identity.agent.RegisterOutcome.LimitReached;
import dev.sentinel.identity.agent.RegisterOutcome.Registered;
import dev.sentinel.identity.listing.Page;
import dev.sentinel.identity.listing.Paging;
import dev.sentinel.identity.revocation.Revocations;
import dev.sentinel.trust.revocation.Revocation;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What can be done with agents. Everything stays inside the requester's workspace. */
public final class Agents {
    private static final long NO_LIMIT = 0;
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
    private final AgentListStore lists = new AgentListStore();
    private final AgentTallyStore tallies = new AgentTallyStore();
    private final EndOfAgent end;
    private final AgentsConfig config;
    private final Ids ids;
    private final Clock clock;

    public Agents(
            Database database,
            AuditLog audit,
            Revocations revocations,
            EndOfAgent end,
            AgentsConfig config,
            Ids ids,
            Clock clock) {
        this.database = database;
        this.audit = audit;
        this.revocations = revocations;
        this.end = end;
        this.config = config;
        this.ids = ids;
        this.clock = clock;
    }

    /** What other features do when an agent ends. */
    public interface EndOfAgent {
        /** In the same transaction; returns how many credentials ended with it. */
        int ended(Tx tx, AgentId id, Instant at, Requester by);
    }

    /** The agent, which nobody changes before this transaction ends. */
    public Optional<Agent> held(Tx tx, AgentId id, Requester by) {
        return store.findForUpdate(tx, by.workspace(), id);
    }

    /** The agent as it is now. */
    public Optional<Agent> seen(Tx tx, AgentId id, Requester by) {
        return store.find(tx, by.workspace(), id);
    }

    /** Whether the schema has been migrated, as far as agents need it. */
    public boolean haveTables(Tx tx) {
        return lists.haveTables(tx);
    }

    /** Who administers the workspace; until the transaction ends nobody else bootstraps one. */
    public List<Agent> heldAdministrators(Tx tx, String workspace) {
        return lists.heldAdministrators(tx, workspace);
    }

    /** An administrator at an address of its own; it finds room in a workspace that is full. */
    public Agent registerAdministrator(Tx tx, String domain, String owner, Requester by) {
        NewAgent wanted =
                new NewAgent(
                        "administrator-" + ids.next() + domain,
                        AgentType.CUSTOM,
                        "1.0.0",
                        List.of("agents:*"),
                        owner,
                        DeploymentEnv.PRODUCTION,
                        Optional.empty(),
                        ClientMetadata.NONE);
        Agent agent = made(wanted, Scope.all(), by.workspace());
        insert(tx, agent, NO_LIMIT, by);
        return agent;
    }

    /** Decommissions an agent that is held; tell of the revocations once it is committed. */
    public List<Revocation> end(Tx tx, Agent agent, Requester by) {
        return save(tx, agent, DECOMMISSIONING.appliedTo(agent, now()), by);
    }

    RegisterOutcome register(NewAgent wanted, Requester by) {
        Set<Scope> scopes = wanted.scopes().orElseGet(() -> ordinary(by));
        Set<Scope> beyond = by.notGrantable(scopes);
        if (!beyond.isEmpty()) {
            return new RegisterOutcome.ScopesNotGrantable(beyond);
        }
        Agent agent = made(wanted, scopes, by.workspace());
        try {
            database.inTransaction(tx -> insert(tx, agent, config.maxAgents(), by));
        } catch (Refusal refusal) {
            return refusal.outcome;
        }
        return new Registered(agent);
    }

    private void insert(Tx tx, Agent agent, long limit, Requester by) {
        // First, for it holds the counts: the place and the limit are exact however many register.
        Counts counts = store.countRegistered(tx, by.workspace());
        if (!store.insert(tx, agent, counts.registered())) {
            throw new Refusal(new EmailTaken());
        }
        if (limit != NO_LIMIT && counts.living() > limit) {
            throw new Refusal(new LimitReached(limit));
        }
        tallies.registered(tx, agent);
        Map<String, Object> after = new LinkedHashMap<>(agent.changeable());
        after.put("email", agent.email());
        audit.append(
                tx,
                event(AgentActions.CREATED, agent, by)
                        .after(after)
                        .with("agentType", agent.type().word()));
    }

    /** Rolls the registration back. */
    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient RegisterOutcome outcome;

        private Refusal(RegisterOutcome outcome) {
            super(null, null, false, false);
            this.outcome = outcome;
        }
    }

    public Optional<Agent> find(AgentId id, Requester by) {
        return database.read(tx -> seen(tx, id, by));
    }

    Page<Agent> list(AgentFilter filter, Paging paging, Requester by) {
        return database.read(tx -> lists.page(tx, by.workspace(), filter, paging));
    }

    /** The agents after this one, which need not be among them; empty when there is no such. */
    Optional<Page<Agent>> listAfter(
            AgentFilter filter, AgentId after, Paging paging, Requester by) {
        return database.read(tx ->
                seen(tx, after, by)
                        .map(_ -> lists.pageAfter(tx, by.workspace(), filter, after, paging)));
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
                    Agent after = change.apply(before);
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

    private List<Revocation> save(Tx tx, Agent before, Agent after, Requester by) {
        store.update(tx, after);
        if (!AgentFilter.showing(before).equals(AgentFilter.showing(after))) {
            store.holdCounts(tx, after.workspace());
            tallies.changed(tx, before, after);
            store.countMoved(tx, after.workspace(), before.status(), after.status());
        }
        List<Revocation> decided = new ArrayList<>();
        if (losesTokens(before, after)) {
            Revocation revocation = revocations.principal(tx, after.id().value());
            store.tokensNotBefore(tx, after.id(), revocation.notBefore());
            decided.add(revocation);
        } else {
            decided.addAll(endTokensOfLostKeys(tx, before, after));
            decided.addAll(tellOfGain(tx, before, after));
            decided.addAll(tellOfSuspension(tx, before, after));
        }
        AuditEvent event = difference(event(action(before, after), after, by), before, after);
        if (after.status() == AgentStatus.DECOMMISSIONED) {
            int credentials = end.ended(tx, after.id(), after.updatedAt(), by);
            event = event.with("credentialsRevoked", credentials);
        }
        audit.append(tx, event);
        return decided;
    }

    /** A key by value that is taken away ends the tokens that were issued with it, no others. */
    private List<Revocation> endTokensOfLostKeys(Tx tx, Agent before, Agent after) {
        return after.metadata().keysLostSince(before.metadata()).stream()
                .map(lost ->
                        revocations.credential(
                                tx, after.id().keyCredential(lost), after.id().value()))
                .toList();
    }

    /** Scopes that it is given count from its next token on, in every process. */
    private List<Revocation> tellOfGain(Tx tx, Agent before, Agent after) {
        return before.scopes().containsAll(after.scopes())
                ? List.of()
                : List.of(revocations.notice(tx, after.id().value()));
    }

    /** Its tokens live on, but no process may issue it another one from memory. */
    private List<Revocation> tellOfSuspension(Tx tx, Agent before, Agent after) {
        return before.status() == after.status()
                ? List.of()
                : List.of(revocations.notice(tx, after.id().value()));
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

    /** A key of its own is as good as a secret: a narrow token must not bring one in. */
    private static boolean opensAWayIn(Agent before, Agent after) {
        return !after.metadata().equals(before.metadata());
    }

    /**
     * Live tokens end when the agent stops, when they carry scopes it has no longer, and when a way
     * in is closed.
     */
    private boolean losesTokens(Agent before, Agent after) {
        return stops(before, after)
                || !after.scopes().containsAll(before.scopes())
                || after.metadata().endsTokensOf(before.metadata());
    }

    private boolean stops(Agent before, Agent after) {
        return switch (after.status()) {
            case ACTIVE -> false;
            case SUSPENDED ->
                    before.status() == AgentStatus.ACTIVE
                            && config.suspension() == Suspension.AT_ONCE;
            // Also one whose tokens a suspension let live.
            case DECOMMISSIONED -> true;
        };
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

    private static AuditEvent event(Action action, Agent agent, Requester by) {
        return AuditEvent.of(action, agent.workspace(), by.actor())
                .on("agent", agent.id().toString())
                .from(by.origin());
    }

    private Agent made(NewAgent wanted, Set<Scope> scopes, String workspace) {
        Instant now = now();
        return new Agent(
                new AgentId(ids.next()),
                workspace,
                wanted.email(),
                wanted.type(),
                wanted.version(),
                wanted.capabilities(),
                wanted.owner(),
                wanted.deploymentEnv(),
                scopes,
                AgentStatus.ACTIVE,
                wanted.metadata(),
                now,
                now);
    }

    private static Set<Scope> ordinary(Requester by) {
        EnumSet<Scope> scopes = EnumSet.copyOf(Scope.ordinary());
        scopes.retainAll(by.grantable());
        return Collections.unmodifiableSet(scopes);
    }

    private static Set<Scope> added(Agent before, Agent after) {
        EnumSet<Scope> added = EnumSet.noneOf(Scope.class);
        added.addAll(after.scopes());
        added.removeAll(before.scopes());
        return added;
    }

    /** What the database keeps, so that an answer and a later read are alike. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
