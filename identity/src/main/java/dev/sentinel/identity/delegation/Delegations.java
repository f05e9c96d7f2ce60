package dev.sentinel.identity.delegation;

import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.base.id.Ids;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.access.Requester;
import dev.sentinel.identity.access.Scope;
import dev.sentinel.identity.agent.Agent;
import dev.sentinel.identity.agent.AgentId;
import dev.sentinel.identity.agent.AgentStatus;
import dev.sentinel.identity.agent.Agents;
import dev.sentinel.identity.delegation.DelegationOutcome.AgentNotActive;
import dev.sentinel.identity.delegation.DelegationOutcome.Done;
import dev.sentinel.identity.delegation.DelegationOutcome.NoSuchAgent;
import dev.sentinel.identity.delegation.DelegationOutcome.NoSuchDelegation;
import dev.sentinel.identity.delegation.DelegationOutcome.NoSuchSubject;
import dev.sentinel.identity.delegation.DelegationOutcome.NotYours;
import dev.sentinel.identity.delegation.DelegationOutcome.SameAgent;
import dev.sentinel.identity.delegation.DelegationOutcome.ScopesNotGrantable;
import dev.sentinel.identity.delegation.DelegationOutcome.TooMany;
import dev.sentinel.identity.listing.Page;
import dev.sentinel.identity.listing.Paging;
import dev.sentinel.identity.person.People;
import dev.sentinel.identity.person.PersonId;
import dev.sentinel.identity.revocation.Revocations;
import dev.sentinel.trust.revocation.Revocation;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Permits agents to act for others, and ends that. Deny by default: without a delegation no agent
 * acts for anybody.
 */
public final class Delegations {
    private static final int MOST_USABLE = 100;

    private final Database database;
    private final AuditLog audit;
    private final Agents agents;
    private final People people;
    private final Revocations revocations;
    private final DelegationStore store = new DelegationStore();
    private final Ids ids;
    private final Clock clock;

    public Delegations(
            Database database,
            AuditLog audit,
            Agents agents,
            People people,
            Revocations revocations,
            Ids ids,
            Clock clock) {
        this.database = database;
        this.audit = audit;
        this.agents = agents;
        this.people = people;
        this.revocations = revocations;
        this.ids = ids;
        this.clock = clock;
    }

    /** By which this agent may act for the subject now, newest first. */
    public List<Delegation> usable(AgentId actor, String subject) {
        return database.read(tx -> store.usable(tx, actor, subject, clock.instant(), MOST_USABLE));
    }

    /** Permits the actor; the subject does it for itself, an administrator for anybody. */
    DelegationOutcome<Delegation> grant(
            AgentId actor, String subject, Set<Scope> scopes, Instant expiresAt, Requester by) {
        if (!by.actsForItself() || !(by.wholeWorkspace() || by.id().equals(subject))) {
            return new NotYours<>();
        }
        if (subject.equals(actor.toString())) {
            return new SameAgent<>();
        }
        Set<Scope> beyond = by.notGrantable(scopes);
        if (!beyond.isEmpty()) {
            return new ScopesNotGrantable<>(beyond);
        }
        return database.transaction(tx -> {
            // Held: a hundred requests at once must not each see room for one more.
            Optional<Agent> agent = agents.held(tx, actor, by);
            if (agent.isEmpty()) {
                return new NoSuchAgent<>();
            }
            if (agent.get().status() != AgentStatus.ACTIVE) {
                return new AgentNotActive<>();
            }
            if (!isThere(tx, subject, by)) {
                return new NoSuchSubject<>();
            }
            if (store.countUsable(tx, actor, clock.instant()) >= MOST_USABLE) {
                return new TooMany<>(MOST_USABLE);
            }
            Delegation made = made(actor, subject, scopes, expiresAt, by);
            store.insert(tx, made);
            audit.append(
                    tx,
                    event(DelegationActions.GRANTED, made, by)
                            .with("scopes", Scope.words(scopes))
                            .with("expiresAt", expiresAt));
            return new Done<>(made);
        });
    }

    /** Ends it, and every token that rests on it; also the actor may give it up. */
    DelegationOutcome<Delegation> revoke(AgentId actor, DelegationId id, Requester by) {
        List<Revocation> decided = new ArrayList<>();
        DelegationOutcome<Delegation> outcome =
                database.transaction(tx -> revoked(tx, actor, id, by, decided));
        revocations.committed(decided);
        return outcome;
    }

    private DelegationOutcome<Delegation> revoked(
            Tx tx, AgentId actor, DelegationId id, Requester by, List<Revocation> decided) {
        Optional<Delegation> found =
                store.findForUpdate(tx, actor, id)
                        .filter(each -> each.workspace().equals(by.workspace()));
        if (found.isEmpty()) {
            return new NoSuchDelegation<>();
        }
        if (!by.actsForItself() || !(isSubject(found.get(), by) || by.manages(actor.value()))) {
            return new NotYours<>();
        }
        if (found.get().revokedAt().isPresent()) {
            return new Done<>(found.get());
        }
        store.revoke(tx, id, now());
        decided.add(revocations.chain(tx, id.toString()));
        audit.append(tx, event(DelegationActions.REVOKED, found.get(), by));
        return new Done<>(found.get());
    }

    /** The actor and administrators see all, a subject those in its own name. */
    DelegationOutcome<Page<Delegation>> list(AgentId actor, Paging paging, Requester by) {
        Optional<String> only = by.manages(actor.value()) ? Optional.empty() : Optional.of(by.id());
        return database.read(tx -> {
            if (agents.seen(tx, actor, by).isEmpty()) {
                return new NoSuchAgent<>();
            }
            return new Done<>(
                    new Page<>(
                            store.page(tx, actor, only, paging),
                            store.count(tx, actor, only),
                            paging));
        });
    }

    /** Whoever asks is there; so are the agents and the people of the workspace. */
    private boolean isThere(Tx tx, String subject, Requester by) {
        return subject.equals(by.id())
                || AgentId.parse(subject).flatMap(id -> agents.seen(tx, id, by)).isPresent()
                || PersonId.parse(subject)
                        .flatMap(id -> people.held(tx, id))
                        .filter(person -> person.workspace().equals(by.workspace()))
                        .isPresent();
    }

    private static boolean isSubject(Delegation delegation, Requester by) {
        return delegation.subject().equals(by.id());
    }

    private Delegation made(
            AgentId actor, String subject, Set<Scope> scopes, Instant expiresAt, Requester by) {
        return new Delegation(
                new DelegationId(ids.next()),
                by.workspace(),
                subject,
                actor,
                scopes,
                by.id(),
                now(),
                expiresAt,
                Optional.empty());
    }

    private static AuditEvent event(Action action, Delegation delegation, Requester by) {
        return AuditEvent.of(action, delegation.workspace(), by.actor())
                .on("agent", delegation.actor().toString())
                .from(by.origin())
                .with("delegationId", delegation.id().toString())
                .with("subject", delegation.subject());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
