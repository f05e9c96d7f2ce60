package dev.sentinel.identity.credential;

import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.AuditEvent;
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
import dev.sentinel.identity.listing.Page;
import dev.sentinel.identity.listing.Paging;
import dev.sentinel.identity.revocation.Revocation;
import dev.sentinel.identity.revocation.Revocations;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What can be done with the credentials of an agent, by itself or by who manages it. */
public final class Credentials {
    private final Database database;
    private final AuditLog audit;
    private final Agents agents;
    private final Revocations revocations;
    private final MachineSecrets secrets;
    private final CredentialsConfig config;
    private final CredentialStore store = new CredentialStore();
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
        return database.transaction(tx ->
                reached(
                        agents.held(tx, agentId, by),
                        by,
                        agent -> {
                            if (agent.status() != AgentStatus.ACTIVE) {
                                return new Refused<>(Refusal.AGENT_NOT_ACTIVE);
                            }
                            Instant now = now();
                            if (store.countUsable(tx, agentId, now) >= config.maxUsable()) {
                                return new Refused<>(Refusal.TOO_MANY);
                            }
                            Secret secret = secrets.generate();
                            Credential credential =
                                    new Credential(
                                            new CredentialId(ids.next()),
                                            agentId,
                                            now,
                                            expiresAt,
                                            Optional.empty());
                            store.insert(tx, credential, secrets.mac(secret));
                            audit.append(
                                    tx,
                                    event(CredentialActions.GENERATED, credential, by)
                                            .after(
                                                    Map.of(
                                                            "status",
                                                            "active",
                                                            "expiresAt",
                                                            expiresAt)));
                            return new Done<>(new NewSecret(credential, secret));
                        }));
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
                (tx, credential) -> {
                    Secret secret = secrets.generate();
                    Revocation revocation = revocations.credential(tx, id.value(), agentId.value());
                    store.rotate(tx, id, secrets.mac(secret), now(), revocation.notBefore());
                    audit.append(tx, event(CredentialActions.ROTATED, credential, by));
                    return new Change<>(new NewSecret(credential, secret), revocation);
                });
    }

    /** For good; the tokens issued with it end at once, the agent and its other ones go on. */
    CredentialOutcome<Credential> revoke(AgentId agentId, CredentialId id, Requester by) {
        return changed(
                agentId,
                id,
                by,
                (tx, credential) -> {
                    Revocation revocation = revocations.credential(tx, id.value(), agentId.value());
                    store.revoke(tx, id, now());
                    audit.append(
                            tx,
                            event(CredentialActions.REVOKED, credential, by)
                                    .before(Map.of("status", "active"))
                                    .after(Map.of("status", "revoked")));
                    return new Change<>(credential, revocation);
                });
    }

    private record Change<T>(T result, Revocation revocation) {}

    private <T> CredentialOutcome<T> changed(
            AgentId agentId,
            CredentialId id,
            Requester by,
            BiFunction<Tx, Credential, Change<T>> change) {
        List<Revocation> decided = new ArrayList<>();
        CredentialOutcome<T> outcome =
                database.transaction(tx ->
                        reached(
                                agents.held(tx, agentId, by),
                                by,
                                _ -> {
                                    Optional<Credential> found =
                                            store.findForUpdate(tx, agentId, id);
                                    Optional<Refusal> refusal = refusal(found);
                                    if (refusal.isPresent() || found.isEmpty()) {
                                        return new Refused<>(
                                                refusal.orElse(Refusal.NO_SUCH_CREDENTIAL));
                                    }
                                    Change<T> made = change.apply(tx, found.get());
                                    decided.add(made.revocation());
                                    return new Done<>(made.result());
                                }));
        revocations.committed(decided);
        return outcome;
    }

    private Optional<Refusal> refusal(Optional<Credential> found) {
        if (found.isEmpty()) {
            return Optional.of(Refusal.NO_SUCH_CREDENTIAL);
        }
        if (found.get().revokedAt().isPresent()) {
            return Optional.of(Refusal.ALREADY_REVOKED);
        }
        return found.get().isExpiredAt(clock.instant())
                ? Optional.of(Refusal.EXPIRED)
                : Optional.empty();
    }

    private static <T> CredentialOutcome<T> reached(
            Optional<Agent> agent, Requester by, Function<Agent, CredentialOutcome<T>> work) {
        if (agent.isEmpty()) {
            return new Refused<>(Refusal.NO_SUCH_AGENT);
        }
        return by.manages(agent.get().id().value())
                ? work.apply(agent.get())
                : new Refused<>(Refusal.NOT_YOURS);
    }

    private static AuditEvent event(Action action, Credential credential, Requester by) {
        return AuditEvent.of(action, by.workspace(), by.actor())
                .on("agent", credential.agent().toString())
                .from(by.origin())
                .with("credentialId", credential.id().toString());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
