package dev.sentinel.identity.credential;

import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.base.id.Ids;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.access.Requester;
import dev.sentinel.identity.agent.Agent;
import dev.sentinel.identity.agent.AgentId;
import dev.sentinel.identity.agent.AgentStatus;
import dev.sentinel.identity.agent.Agents;
import dev.sentinel.identity.credential.CredentialOutcome.Done;
import dev.sentinel.identity.credential.CredentialOutcome.Refusal;
import dev.sentinel.identity.credential.CredentialOutcome.Refused;
import dev.sentinel.identity.credential.MachineSecrets.Made;
import dev.sentinel.identity.listing.Page;
import dev.sentinel.identity.listing.Paging;
import dev.sentinel.identity.revocation.Revocations;
import dev.sentinel.trust.revocation.Revocation;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What can be done with the credentials of an agent, by itself or by who manages it.
 *
 * <p>Nobody gains by it: a credential that an agent makes for itself carries no scope that the
 * token behind the request did not carry, so a narrow token that leaks stays narrow.
 */
public final class Credentials {
    private final Database database;
    private final AuditLog audit;
    private final Agents agents;
    private final Revocations revocations;
    private final MachineSecrets secrets;
    private final CredentialsConfig config;
    private final CredentialStore store = new CredentialStore();
    private final LineageStore lineage = new LineageStore();
    private final Ids ids;
    private final Clock clock;

    public Credentials(
            Database database,
            AuditLog audit,
            Agents agents,
            Revocations revocations,
            MachineSecrets secrets,
            CredentialsConfig config,
            Ids ids,
            Clock clock) {
        this.database = database;
        this.audit = audit;
        this.agents = agents;
        this.revocations = revocations;
        this.secrets = secrets;
        this.config = config;
        this.ids = ids;
        this.clock = clock;
    }

    CredentialOutcome<NewSecret> generate(
            AgentId agentId, Optional<Instant> expiresAt, Requester by) {
        CredentialId id = new CredentialId(ids.next());
        try {
            return database.transaction(tx -> generated(tx, agentId, id, expiresAt, by));
        } catch (RuntimeException failed) {
            secrets.forget(agentId, id);
            throw failed;
        }
    }

    /** The secret of a new agent's first credential, which allows all that the agent may. */
    public Secret first(Tx tx, Agent agent, Requester by) {
        return made(tx, agent, new CredentialId(ids.next()), Optional.empty(), by).secret();
    }

    private CredentialOutcome<NewSecret> generated(
            Tx tx, AgentId agentId, CredentialId id, Optional<Instant> expiresAt, Requester by) {
        if (!lineage.mayMake(tx, by)) {
            return new Refused<>(Refusal.MAKER_REVOKED);
        }
        return reached(
                agents.held(tx, agentId, by),
                by,
                agent -> {
                    if (!by.actsForItself()) {
                        return new Refused<>(Refusal.DELEGATED);
                    }
                    if (agent.status() != AgentStatus.ACTIVE) {
                        return new Refused<>(Refusal.AGENT_NOT_ACTIVE);
                    }
                    if (store.countUsable(tx, agentId, now()) >= config.maxUsable()) {
                        return new Refused<>(Refusal.TOO_MANY);
                    }
                    return new Done<>(made(tx, agent, id, expiresAt, by));
                });
    }

    private NewSecret made(
            Tx tx, Agent agent, CredentialId id, Optional<Instant> expiresAt, Requester by) {
        Made made = secrets.first(agent.id(), id);
        Credential credential =
                new Credential(
                        id,
                        agent.id(),
                        by.wholeWorkspace() ? Optional.empty() : Optional.of(by.grantable()),
                        now(),
                        expiresAt,
                        Optional.empty(),
                        Optional.empty());
        store.insert(tx, credential, made.kept());
        lineage.made(tx, id, by);
        audit.append(tx, CredentialActions.generated(credential, by));
        return new NewSecret(credential, made.secret());
    }

    CredentialOutcome<Page<Credential>> list(AgentId agentId, Paging paging, Requester by) {
        return database.read(tx ->
                reached(
                        agents.seen(tx, agentId, by),
                        by,
                        _ ->
                                new Done<>(
                                        new Page<>(
                                                store.page(tx, agentId, paging),
                                                store.count(tx, agentId),
                                                paging))));
    }

    /** A new secret under the same id; the old one and the tokens issued with it end at once. */
    CredentialOutcome<NewSecret> rotate(AgentId agentId, CredentialId id, Requester by) {
        return changed(
                agentId,
                id,
                by,
                tx -> lineage.mayMake(tx, by),
                (agent, credential) -> rotationRefused(agent, credential, by),
                (tx, credential) -> {
                    Made made = secrets.another(agentId, id, store.kept(tx, id));
                    Revocation revocation = revocations.credential(tx, id.value(), agentId.value());
                    Instant now = now();
                    Credential rotated = credential.rotated(now);
                    store.rotate(tx, id, made.kept(), now, revocation.notBefore());
                    lineage.made(tx, id, by);
                    audit.append(
                            tx,
                            CredentialActions.changed(
                                    CredentialActions.ROTATED, credential, rotated, now, by));
                    return new Change<>(new NewSecret(rotated, made.secret()), revocation);
                });
    }

    /** For good; the tokens issued with it end at once, the agent and its other ones go on. */
    CredentialOutcome<Credential> revoke(AgentId agentId, CredentialId id, Requester by) {
        return changed(
                agentId,
                id,
                by,
                _ -> true,
                (_, _) -> Optional.empty(),
                (tx, credential) -> {
                    Revocation revocation = revocations.credential(tx, id.value(), agentId.value());
                    Instant now = now();
                    Credential revoked = credential.revoked(now);
                    store.revoke(tx, id, now);
                    audit.append(
                            tx,
                            CredentialActions.changed(
                                    CredentialActions.REVOKED, credential, revoked, now, by));
                    return new Change<>(revoked, revocation);
                });
    }

    private record Change<T>(T result, Revocation revocation) {}

    private <T> CredentialOutcome<T> changed(
            AgentId agentId,
            CredentialId id,
            Requester by,
            Predicate<Tx> mayBegin,
            BiFunction<Agent, Credential, Optional<Refusal>> judge,
            BiFunction<Tx, Credential, Change<T>> change) {
        List<Revocation> decided = new ArrayList<>();
        CredentialOutcome<T> outcome =
                database.transaction(tx -> {
                    if (!mayBegin.test(tx)) {
                        return new Refused<>(Refusal.MAKER_REVOKED);
                    }
                    return reached(
                            agents.held(tx, agentId, by),
                            by,
                            agent -> {
                                Optional<Credential> found = store.findForUpdate(tx, agentId, id);
                                if (found.isEmpty()) {
                                    return new Refused<>(Refusal.NO_SUCH_CREDENTIAL);
                                }
                                if (found.get().revokedAt().isPresent()) {
                                    return new Refused<>(Refusal.ALREADY_REVOKED);
                                }
                                Optional<Refusal> refusal = judge.apply(agent, found.get());
                                if (refusal.isPresent()) {
                                    return new Refused<>(refusal.get());
                                }
                                Change<T> made = change.apply(tx, found.get());
                                decided.add(made.revocation());
                                return new Done<>(made.result());
                            });
                });
        revocations.committed(decided);
        return outcome;
    }

    /** A new secret is as good as a new credential: nobody makes one that reaches further. */
    private Optional<Refusal> rotationRefused(Agent agent, Credential credential, Requester by) {
        if (!by.actsForItself()) {
            return Optional.of(Refusal.DELEGATED);
        }
        if (!by.grantable().containsAll(credential.reach(agent))) {
            return Optional.of(Refusal.BEYOND_YOUR_SCOPES);
        }
        return credential.isExpiredAt(clock.instant())
                ? Optional.of(Refusal.EXPIRED)
                : Optional.empty();
    }

    /** The work on an agent's credentials, when the agent is there and the requester manages it. */
    static <T> CredentialOutcome<T> reached(
            Optional<Agent> agent, Requester by, Function<Agent, CredentialOutcome<T>> work) {
        if (agent.isEmpty()) {
            return new Refused<>(Refusal.NO_SUCH_AGENT);
        }
        return by.manages(agent.get().id().value())
                ? work.apply(agent.get())
                : new Refused<>(Refusal.NOT_YOURS);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
