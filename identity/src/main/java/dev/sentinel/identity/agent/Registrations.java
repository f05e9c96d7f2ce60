package dev.sentinel.identity.agent;

import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.base.id.Ids;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.access.Requester;
import dev.sentinel.identity.access.Scope;
import dev.sentinel.identity.agent.AgentStore.Counts;
import dev.sentinel.identity.agent.RegisterOutcome.EmailTaken;
import dev.sentinel.identity.agent.RegisterOutcome.LimitReached;
import dev.sentinel.identity.agent.RegisterOutcome.Registered;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How agents come to be: within the limit of their workspace, with no more than whoever asks has.
 */
public final class Registrations {
    private static final long NO_LIMIT = 0;

    private final Database database;
    private final AuditLog audit;
    private final AgentStore store = new AgentStore();
    private final AgentTallyStore tallies = new AgentTallyStore();
    private final AgentsConfig config;
    private final Ids ids;
    private final Clock clock;

    public Registrations(
            Database database, AuditLog audit, AgentsConfig config, Ids ids, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.config = config;
        this.ids = ids;
        this.clock = clock;
    }

    RegisterOutcome register(NewAgent wanted, Requester by) {
        if (!by.actsForItself()) {
            return new RegisterOutcome.Delegated();
        }
        Set<Scope> scopes = wanted.scopes().orElseGet(() -> ordinary(by));
        Set<Scope> beyond = by.notGrantable(scopes);
        if (!beyond.isEmpty()) {
            return new RegisterOutcome.ScopesNotGrantable(beyond);
        }
        Agent agent = made(wanted, scopes, by.workspace());
        try {
            database.inTransaction(tx -> {
                if (store.isLapsed(tx, by)) {
                    throw new Refusal(new RegisterOutcome.RequesterNotActive());
                }
                insert(tx, agent, config.maxAgents(), by);
            });
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
                AgentActions.event(AgentActions.CREATED, agent, by)
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

    private Agent made(NewAgent wanted, Set<Scope> scopes, String workspace) {
        // What the database keeps, so that an answer and a later read are alike.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
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
}
