package dev.sentinel.identity;

import dev.sentinel.audit.erase.ErasureActions;
import dev.sentinel.audit.erase.Erasures;
import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.SecurityActions;
import dev.sentinel.audit.export.EventExport;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.audit.log.AuditQueries;
import dev.sentinel.audit.sequencer.LogProofs;
import dev.sentinel.base.id.Ids;
import dev.sentinel.base.redis.Redis;
import dev.sentinel.base.sql.Database;
import dev.sentinel.identity.access.RefusedCalls;
import dev.sentinel.identity.agent.AgentActions;
import dev.sentinel.identity.agent.AgentChanges;
import dev.sentinel.identity.agent.AgentResource;
import dev.sentinel.identity.agent.Agents;
import dev.sentinel.identity.agent.Registrations;
import dev.sentinel.identity.audit.AuditExportResource;
import dev.sentinel.identity.audit.AuditResource;
import dev.sentinel.identity.audit.ErasureResource;
import dev.sentinel.identity.bootstrap.FirstAdministrator;
import dev.sentinel.identity.credential.CredentialActions;
import dev.sentinel.identity.credential.CredentialEnding;
import dev.sentinel.identity.credential.CredentialResource;
import dev.sentinel.identity.credential.Credentials;
import dev.sentinel.identity.credential.LeakedCredentials;
import dev.sentinel.identity.credential.MachineSecrets;
import dev.sentinel.identity.credential.RevokedSecrets;
import dev.sentinel.identity.delegation.DelegationActions;
import dev.sentinel.identity.delegation.DelegationResource;
import dev.sentinel.identity.delegation.Delegations;
import dev.sentinel.identity.health.HealthResource;
import dev.sentinel.identity.key.JwksResource;
import dev.sentinel.identity.key.KeyActions;
import dev.sentinel.identity.key.KeyRing;
import dev.sentinel.identity.key.KeySealer;
import dev.sentinel.identity.key.Rotations;
import dev.sentinel.identity.limit.RequestLimits;
import dev.sentinel.identity.metric.IdentityMetrics;
import dev.sentinel.identity.mfa.MfaActions;
import dev.sentinel.identity.person.People;
import dev.sentinel.identity.person.PersonActions;
import dev.sentinel.identity.policy.Policies;
import dev.sentinel.identity.policy.PolicyActions;
import dev.sentinel.identity.revocation.RevocationLog;
import dev.sentinel.identity.revocation.RevocationPublisher;
import dev.sentinel.identity.revocation.RevocationResource;
import dev.sentinel.identity.revocation.Revocations;
import dev.sentinel.identity.session.SessionActions;
import dev.sentinel.identity.token.ClientAuthentication;
import dev.sentinel.identity.token.Clients;
import dev.sentinel.identity.token.DiscoveryResource;
import dev.sentinel.identity.token.Grants;
import dev.sentinel.identity.token.IntrospectionResource;
import dev.sentinel.identity.token.IssueLedger;
import dev.sentinel.identity.token.RemoteJwks;
import dev.sentinel.identity.token.SenderConstraint;
import dev.sentinel.identity.token.TokenActions;
import dev.sentinel.identity.token.TokenExchange;
import dev.sentinel.identity.token.TokenResource;
import dev.sentinel.identity.token.Tokens;
import dev.sentinel.identity.token.UsedOnce;
import dev.sentinel.identity.vault.Vault;
import dev.sentinel.identity.vault.VaultUpkeep;
import dev.sentinel.trust.crypto.CryptoProvider;
import dev.sentinel.trust.token.DpopNonces;
import dev.sentinel.trust.token.DpopProofs;
import dev.sentinel.trust.token.TokenAuthenticator;
import dev.sentinel.trust.token.TokenVerifier;
import dev.sentinel.web.CallObserver;
import dev.sentinel.web.Caller;
import dev.sentinel.web.Resource;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Identity, wired. Read this first: every object and every route it has is made here.
 *
 * <p>Close it before the audit log, the database and Redis.
 */
public final class Identity implements AutoCloseable {
    /** The schema whose migrations lie under {@code db/identity}. */
    public static final String SCHEMA = "identity";

    private final Policies policies;
    private final KeyRing keys;
    private final RevocationLog revocationLog;
    private final RevocationPublisher publisher;
    private final IssueLedger ledger;
    private final SigningIn signingIn;
    private final TokenAuthenticator authenticator;
    private final FirstAdministrator firstAdministrator;
    private final CallObserver observer;
    private final List<Resource> resources;
    private final Optional<Vault> vault;
    private final Optional<VaultUpkeep> upkeep;
    private Optional<Housekeeping> housekeeping = Optional.empty();

    /** What identity writes into the audit log. */
    public static List<Action> actions() {
        return Stream.of(
                        AgentActions.ALL,
                        CredentialActions.ALL,
                        DelegationActions.ALL,
                        TokenActions.ALL,
                        KeyActions.ALL,
                        PersonActions.ALL,
                        SessionActions.ALL,
                        MfaActions.ALL,
                        PolicyActions.ALL,
                        RefusedCalls.ACTIONS,
                        ErasureActions.ALL,
                        List.of(SecurityActions.EXPORT))
                .flatMap(List::stream)
                .toList();
    }

    /**
     * Makes it, without asking a store for anything.
     *
     * @param auditWell whether the audit log integrates what is committed; for {@code /health}
     * @param unlimited callers whose requests are not counted
     * @param meters for operators
     * @throws IllegalArgumentException when the pepper or the key-encryption key is not usable
     */
    public Identity(
            Database database,
            Redis redis,
            AuditLog audit,
            AuditQueries auditQueries,
            LogProofs auditProofs,
            BooleanSupplier auditWell,
            IdentityConfig config,
            Predicate<Caller> unlimited,
            MeterRegistry meters,
            Clock clock,
            SecureRandom random) {
        Ids ids = new Ids(clock, random);
        policies = new Policies(config.policyDirectory(), audit);
        keys = new KeyRing(rotations(database, audit, config, clock, random), clock);
        Clients clients = new Clients(database);
        OwnRevocations known = new OwnRevocations(clients, clock);
        revocationLog = new RevocationLog(database, clock, known);
        publisher = RevocationPublisher.of(revocationLog, redis, config.serviceKey());
        Revocations revocations =
                new Revocations(database, revocationLog, config.tokens().life(), clock);
        vault = config.credentials().vault().map(Vault::new);
        upkeep =
                vault.map(kept -> new VaultUpkeep(kept, new RevokedSecrets(database, kept, clock)));
        MachineSecrets secrets = new MachineSecrets(config.pepper(), random, vault, clock);
        Agents agents = new Agents(database);
        Registrations registrations =
                new Registrations(database, audit, config.agents(), ids, clock);
        AgentChanges changes =
                new AgentChanges(
                        database,
                        audit,
                        revocations,
                        new CredentialEnding(audit),
                        config.agents(),
                        clock);
        Credentials credentials =
                new Credentials(
                        database,
                        audit,
                        agents,
                        revocations,
                        secrets,
                        config.credentials(),
                        ids,
                        clock);
        RequestLimits limits = new RequestLimits(redis, config.requests(), unlimited, clock);
        ledger =
                new IssueLedger(
                        database, audit, revocationLog, limits, config.tokens().maxMonthly());
        DpopProofs proofs =
                new DpopProofs(new DpopNonces(config.pepper(), config.dpopNonces(), clock), clock);
        TokenVerifier verifier = verifier(known, Set.of(config.tokens().audience()), config, clock);
        // Whoever asks what a token says may ask of one for any audience.
        Tokens tokens =
                new Tokens(
                        database,
                        audit,
                        revocations,
                        verifier(known, config.tokens().audiences(), config, clock));
        People people =
                new People(database, audit, revocations, config.people(), ids, clock, random);
        Delegations delegations =
                new Delegations(database, audit, agents, people, revocations, ids, clock);
        Grants grants =
                new Grants(
                        clients,
                        revocationLog,
                        new ClientAuthentication(
                                secrets,
                                config.tokens(),
                                new RemoteJwks(config.privateJwks(), clock),
                                clock),
                        new SenderConstraint(proofs, config.tokens()),
                        new TokenExchange(tokens, delegations),
                        new UsedOnce(redis, clock),
                        ledger,
                        keys,
                        audit,
                        config.tokens(),
                        ids,
                        clock);
        authenticator = new TokenAuthenticator(verifier, proofs, config.tokens().issuer(), clock);
        observer = new RefusedCalls(audit);
        firstAdministrator =
                new FirstAdministrator(
                        database, agents, registrations, changes, credentials, revocations);
        IdentityMetrics metrics = new IdentityMetrics(meters);
        signingIn =
                new SigningIn(
                        database,
                        redis,
                        audit,
                        revocations,
                        people,
                        keys,
                        verifier,
                        limits,
                        config,
                        ids,
                        clock,
                        random);
        List<Resource> others =
                List.of(
                        new AgentResource(
                                policies, agents, registrations, changes, limits, metrics),
                        new CredentialResource(
                                policies,
                                credentials,
                                new LeakedCredentials(database, audit, agents, revocations, clock),
                                limits,
                                clock),
                        new DelegationResource(policies, delegations, limits, clock),
                        new TokenResource(grants, limits, metrics),
                        new IntrospectionResource(policies, tokens, limits, config.tokens()),
                        new DiscoveryResource(config.tokens()),
                        new JwksResource(keys),
                        new RevocationResource(revocationLog),
                        new AuditResource(
                                policies, auditQueries, config.auditShown(), limits, clock),
                        new AuditExportResource(
                                new EventExport(audit, auditQueries, auditProofs), limits),
                        new ErasureResource(
                                new Erasures(database, audit, ids, clock), agents, limits),
                        new HealthResource(
                                database,
                                redis,
                                auditWell,
                                upkeep.<BooleanSupplier>map(each -> each::healthy)));
        resources = Stream.concat(others.stream(), signingIn.resources().stream()).toList();
    }

    private TokenVerifier verifier(
            OwnRevocations known, Set<String> audiences, IdentityConfig config, Clock clock) {
        return new TokenVerifier(
                keys,
                config.people().sharedSecret(),
                known.inForce(),
                config.tokens().issuer(),
                audiences,
                clock);
    }

    /**
     * Reads keys and revocations from the migrated schemas {@code identity} and {@code audit}.
     *
     * @throws IllegalArgumentException when a key is not usable; says which and why
     */
    public void start() {
        keys.open();
        revocationLog.start();
        publisher.start();
        ledger.start();
        upkeep.ifPresent(VaultUpkeep::start);
        housekeeping = Optional.of(Housekeeping.start(keys, policies, revocationLog, signingIn));
    }

    /** All routes of the identity listener. */
    public List<Resource> resources() {
        return resources;
    }

    /**
     * Who calls the identity listener with one of our tokens. It judges by the key ring and the
     * revocations in this process; put others (service keys, demo sign-in) before it.
     */
    public TokenAuthenticator authenticator() {
        return authenticator;
    }

    /** What the identity listener tells of its calls. */
    public CallObserver observer() {
        return observer;
    }

    /** Which tokens may use the agent API, for who reloads it on a signal. */
    public Policies policies() {
        return policies;
    }

    /** Makes the administrator that a new platform has not, for the command line. */
    public FirstAdministrator firstAdministrator() {
        return firstAdministrator;
    }

    /** The signing keys. */
    public KeyRing keys() {
        return keys;
    }

    /**
     * What changes the signing keys, for the command line too: the processes that run find it.
     *
     * @throws IllegalArgumentException when a key-encryption key is not usable
     */
    public static Rotations rotations(
            Database database,
            AuditLog audit,
            IdentityConfig config,
            Clock clock,
            SecureRandom random) {
        return new Rotations(
                database,
                audit,
                new KeySealer(config.kek(), config.keys().previousKeks(), random),
                config.keys(),
                CryptoProvider.fastest(),
                clock);
    }

    /**
     * Answers who waits for news of revocations, now and from now on at once: before a stop, so
     * that no verifier's long poll holds it up.
     */
    public void endWaits() {
        revocationLog.endWaits();
    }

    @Override
    public void close() {
        housekeeping.ifPresent(Housekeeping::close);
        upkeep.ifPresent(VaultUpkeep::close);
        ledger.close();
        signingIn.close();
        vault.ifPresent(Vault::close);
        publisher.close();
        revocationLog.close();
    }
}
