package dev.sentinel.server;

import dev.sentinel.audit.Audit;
import dev.sentinel.audit.AuditConfig;
import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.Actions;
import dev.sentinel.audit.event.SecurityActions;
import dev.sentinel.audit.note.LogKeyActions;
import dev.sentinel.audit.note.LogKeys;
import dev.sentinel.base.objects.DirectoryObjectStore;
import dev.sentinel.base.objects.ObjectStore;
import dev.sentinel.base.redis.Redis;
import dev.sentinel.base.sql.Database;
import dev.sentinel.gateway.Gateway;
import dev.sentinel.gateway.GatewayConfig;
import dev.sentinel.gateway.forward.CallLog;
import dev.sentinel.gateway.session.Accounts;
import dev.sentinel.gateway.session.SessionConfig;
import dev.sentinel.identity.Identity;
import dev.sentinel.identity.IdentityConfig;
import dev.sentinel.risk.Risk;
import dev.sentinel.risk.RiskConfig;
import dev.sentinel.server.log.LogResource;
import dev.sentinel.server.management.AccessLog;
import dev.sentinel.server.management.AgentIdPMetrics;
import dev.sentinel.server.management.Health;
import dev.sentinel.server.management.ManagementResource;
import dev.sentinel.server.management.Metrics;
import dev.sentinel.trust.ServiceKeys;
import dev.sentinel.trust.handover.HandedOverCallers;
import dev.sentinel.trust.handover.HandedOverCalls;
import dev.sentinel.trust.limit.AddressLimit;
import dev.sentinel.trust.limit.Quota;
import dev.sentinel.trust.revocation.OpenStreams;
import dev.sentinel.trust.revocation.RevocationFeed;
import dev.sentinel.trust.revocation.RevocationFollower;
import dev.sentinel.trust.revocation.RevocationStreamFollower;
import dev.sentinel.trust.revocation.Revocations;
import dev.sentinel.trust.revocation.StreamSeal;
import dev.sentinel.trust.token.DpopNonces;
import dev.sentinel.trust.token.DpopProofs;
import dev.sentinel.trust.token.JwksKeys;
import dev.sentinel.trust.token.TokenAuthenticator;
import dev.sentinel.trust.token.TokenVerifier;
import dev.sentinel.web.Authenticator;
import dev.sentinel.web.CallObserver;
import dev.sentinel.web.Cors;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.EdgePolicy;
import dev.sentinel.web.Head;
import dev.sentinel.web.Listener;
import dev.sentinel.web.ListenerConfig;
import dev.sentinel.web.Problem;
import dev.sentinel.web.RateLimit;
import dev.sentinel.web.Resource;
import dev.sentinel.web.RouteTable;
import dev.sentinel.web.TrustedProxies;
import dev.sentinel.web.WebServer;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Every object of the process, made in order and without a side effect on a store: the stores, the
 * audit log, and each role that this process plays. What one role needs of another it asks over
 * HTTP.
 */
final class Assembly {
    /** The name under which services know the gateway. */
    static final String GATEWAY = "gateway";

    private static final int MOST_STREAMS = 20_000;

    private final ServerConfig config;
    private final WebServer web;
    private final Clock clock;
    private final SecureRandom random;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final List<AutoCloseable> waits = new ArrayList<>();
    private final List<Runnable> reloads = new ArrayList<>();
    private final List<Port> ports = new ArrayList<>();
    private final CertificateRenewal certificates = closedLast(new CertificateRenewal());
    private final Health health = new Health();
    private final Metrics metrics = closedLast(new Metrics());
    private final AgentIdPMetrics agentIdPMetrics = new AgentIdPMetrics(metrics.registry());
    private final CallObserver observer = metrics.and(new AccessLog());
    private final Database database;
    private final Redis redis;
    private final ObjectStore objects;
    private final Audit audit;
    private final RateLimit logLimit =
            new AddressLimit(new Quota(LogResource.MOST_A_MINUTE, Quota.MINUTE), System::nanoTime);

    Assembly(
            ServerConfig config,
            WebServer web,
            Supplier<LogKeys> auditKeys,
            Clock clock,
            SecureRandom random) {
        this.config = config;
        this.web = web;
        this.clock = clock;
        this.random = random;
        this.database = closedLast(Database.open(config.database(), agentIdPMetrics::query));
        this.redis = closedLast(Redis.open(config.redisUrl(), agentIdPMetrics::command));
        this.objects = new DirectoryObjectStore(config.objectStore());
        this.audit =
                closedLast(
                        new Audit(
                                database,
                                objects,
                                auditKeys,
                                actions(),
                                clock,
                                random,
                                auditConfig(config),
                                metrics.registry()));
        TenuredCollection.ofThisProcess(System::nanoTime)
                .ifPresent(tenured -> closedLast(tenured.start()));
        health.store("postgres", database::reachable);
        health.store("redis", redis::reachable);
        health.explained("audit", audit::stuck);
    }

    /** A gateway's processor is for its callers: it integrates when nobody else does. */
    private static AuditConfig auditConfig(ServerConfig config) {
        AuditConfig usual = AuditConfig.DEFAULT.with(config.witnesses());
        return config.roles().equals(Set.of(ProcessRole.GATEWAY)) ? usual.standingBy() : usual;
    }

    /** Makes the roles; identity last, which needs the signatures that are still loading. */
    void wire(IdentityConfig identity, GatewayConfig gateway, Additions additions) {
        reloads.add(certificates::look);
        management(logOf(identity));
        if (config.roles().contains(ProcessRole.RISK)) {
            risk();
        }
        if (config.roles().contains(ProcessRole.GATEWAY)) {
            gateway(gateway, additions);
        }
        if (config.roles().contains(ProcessRole.IDENTITY)) {
            identity(identity, additions);
            // It opens first: the others wait for it, and so do its callers.
            ports.addFirst(ports.removeLast());
        }
    }

    Audit audit() {
        return audit;
    }

    /** In the order in which they open. */
    List<Port> ports() {
        return List.copyOf(ports);
    }

    Health health() {
        return health;
    }

    /** What reads its files again. */
    List<Runnable> reloads() {
        return List.copyOf(reloads);
    }

    /** What would hold up a drain: questions that wait for news, ours and others' to us. */
    List<AutoCloseable> waits() {
        return List.copyOf(waits);
    }

    /** What is to be closed, in this order, when no request is in any more. */
    List<AutoCloseable> parts() {
        return List.copyOf(parts);
    }

    private void identity(IdentityConfig settings, Additions additions) {
        Identity identity =
                closedLast(
                        new Identity(
                                database,
                                redis,
                                audit.log(),
                                audit.queries(),
                                audit.proofs(),
                                () -> audit.stuck().isEmpty(),
                                settings,
                                additions.unlimited(),
                                metrics.registry(),
                                clock,
                                random));
        reloads.add(identity.policies()::reload);
        waits.add(identity::endWaits);
        List<Resource> resources = new ArrayList<>(identity.resources());
        resources.add(logOf(settings));
        Authenticator others = additions.signIn().or(new HandedOverCallers(services(), GATEWAY));
        CallObserver calls = observer.and(agentIdPMetrics).and(identity.observer());
        MutualTls mutual = config.mutualTls();
        // No pages: none of another origin has business here. Who ends TLS says how long.
        EdgePolicy edge =
                EdgePolicy.outside(
                        config.tls().identityHsts(),
                        Cors.none(),
                        config.proxies().orRelay(this::isFromGateway));
        if (mutual.identityPort().isPresent()) {
            listen(
                    certified(Door.IDENTITY_MTLS, mutual.identityPort().get(), Dialect.AGENT)
                            .facing(edge),
                    resources,
                    others.or(identity.authenticator().at(mutual.identityUrl())),
                    calls,
                    () -> {},
                    renewing(mutual.tls()));
        }
        listen(
                usual(Door.IDENTITY, config.identityPort(), Dialect.AGENT, config.tls().identity())
                        .facing(edge),
                resources,
                others.or(identity.authenticator()),
                calls,
                identity::start,
                renewing(config.tls().identity()));
    }

    /** Where certificates count that a proxy hands over. */
    private ListenerConfig usual(
            Door door, int port, Dialect dialect, Optional<ServerCertificate> shown) {
        return new ListenerConfig(door.listener(), config.host(), port, dialect)
                .certified(shown.map(ServerCertificate::tls), config.mutualTls().proxies());
    }

    /** Where clients show certificates themselves. */
    private ListenerConfig certified(Door door, int port, Dialect dialect) {
        return new ListenerConfig(door.listener(), config.host(), port, dialect)
                .certified(
                        config.mutualTls().tls().map(ServerCertificate::tls),
                        config.mutualTls().proxies());
    }

    private Consumer<Listener> renewing(Optional<ServerCertificate> shown) {
        return listener ->
                shown.ifPresent(certificate -> certificates.follow(certificate, listener));
    }

    private void risk() {
        Risk risk =
                closedLast(
                        new Risk(
                                database,
                                audit.log(),
                                objects,
                                clock,
                                random,
                                RiskConfig.standard()));
        health.part("risk", risk::ready);
        // Inside the trust zone: only the gateway calls, and says who called it.
        listen(
                new ListenerConfig(
                                Door.RISK.listener(),
                                config.riskHost(),
                                config.riskPort(),
                                Dialect.PROBLEM)
                        .facing(
                                EdgePolicy.inside(
                                        TrustedProxies.none().orRelay(this::isFromGateway))),
                risk.resources(),
                new HandedOverCallers(services(), GATEWAY),
                observer,
                risk::start);
    }

    private void gateway(GatewayConfig settings, Additions additions) {
        JwksKeys keys = new JwksKeys(config.identityUrl().resolve("/.well-known/jwks.json"));
        Revocations revocations = Revocations.following(clock, config.maxStaleness());
        RevocationFollower feed = feed(revocations);
        RevocationStreamFollower stream =
                new RevocationStreamFollower(
                        redis, new StreamSeal(config.serviceKey()), revocations);
        waits.addAll(List.of(keys, feed, stream));
        health.part("keys", keys::ready);
        health.part("revocations", revocations::fresh);
        TokenVerifier verifier =
                new TokenVerifier(
                        keys,
                        config.sharedSecret(),
                        revocations,
                        config.issuer(),
                        Set.of(config.audience()),
                        clock);
        TokenAuthenticator tokens =
                new TokenAuthenticator(
                        verifier,
                        new DpopProofs(
                                new DpopNonces(config.serviceKey(), config.dpopNonces(), clock),
                                clock),
                        config.publicUrl(),
                        clock);
        Accounts accounts =
                closedLast(
                        new Accounts(
                                new SessionConfig(
                                        config.secureCookies(),
                                        config.identityUrl(),
                                        config.serviceKey(),
                                        settings.apiPrefix()),
                                redis,
                                verifier,
                                clock,
                                random));
        OpenStreams streams = closedLast(new OpenStreams(revocations, clock, MOST_STREAMS));
        Gateway gateway =
                closedLast(
                        new Gateway(
                                settings,
                                web.vertx(),
                                web.loops(),
                                CallLog.of(audit.log()),
                                new TokenStreams(
                                        additions.signIn(),
                                        accounts::accessToken,
                                        verifier,
                                        streams),
                                redis,
                                Map.of(
                                        "postgres", database::reachable,
                                        "redis", redis::reachable),
                                clock,
                                Version.current()));
        reloads.add(gateway::reload);
        CallObserver calls = observer.and(gateway.observer());
        List<Resource> others = with(gateway.audited(accounts.resources()), additions.gateway());
        Consumer<Listener> follow =
                listener ->
                        gateway.follow(resources ->
                                listener.replace(RouteTable.of(with(resources, others))));
        listen(
                usual(Door.GATEWAY, config.gatewayPort(), Dialect.ENVELOPE, config.tls().gateway())
                        .facing(settings.edge()),
                with(gateway.resources(), others),
                additions.signIn().or(tokens).or(accounts.authenticator()),
                calls,
                () -> {
                    keys.start();
                    feed.start();
                    stream.start();
                    gateway.start();
                },
                follow.andThen(renewing(config.tls().gateway())));
        MutualTls mutual = config.mutualTls();
        if (mutual.gatewayPort().isPresent()) {
            listen(
                    certified(Door.GATEWAY_MTLS, mutual.gatewayPort().get(), Dialect.ENVELOPE)
                            .facing(settings.edge()),
                    with(gateway.resources(), others),
                    additions
                            .signIn()
                            .or(tokens.at(mutual.gatewayUrl()))
                            .or(accounts.authenticator()),
                    calls,
                    () -> {},
                    follow.andThen(renewing(mutual.tls())));
        }
    }

    private static List<Resource> with(List<Resource> resources, List<Resource> others) {
        List<Resource> all = new ArrayList<>(resources);
        all.addAll(others);
        return all;
    }

    private void management(LogResource log) {
        listen(
                new ListenerConfig(
                        Door.MANAGEMENT.listener(),
                        config.managementHost(),
                        config.managementPort(),
                        Dialect.PROBLEM),
                List.of(new ManagementResource(metrics, health), log),
                services(),
                observer,
                () -> {});
    }

    private LogResource logOf(IdentityConfig identity) {
        return new LogResource(
                audit.proofs(),
                audit.witnesses(),
                audit::publicKeys,
                identity.auditShown(),
                logLimit,
                clock);
    }

    /** Revocations of identity, wherever it runs, held in this process's memory. */
    private RevocationFollower feed(Revocations revocations) {
        String authorization = ServiceKeys.header(GATEWAY, config.serviceKey());
        return new RevocationFollower(
                new RevocationFeed(
                        config.identityUrl().resolve("/api/v1/revocations"), () -> authorization),
                revocations);
    }

    /** Whoever shows a wrong key is told so by who authenticates it; here it is just nobody. */
    private boolean isFromGateway(Head head) {
        try {
            return new HandedOverCalls(services(), GATEWAY).isFromGateway(head);
        } catch (Problem wrongKey) {
            return false;
        }
    }

    private ServiceKeys services() {
        return new ServiceKeys(Map.of(GATEWAY, config.serviceKey()));
    }

    private void listen(
            ListenerConfig listener,
            List<Resource> resources,
            Authenticator authenticator,
            CallObserver calls,
            Runnable start) {
        listen(listener, resources, authenticator, calls, start, _ -> {});
    }

    private void listen(
            ListenerConfig listener,
            List<Resource> resources,
            Authenticator authenticator,
            CallObserver calls,
            Runnable start,
            Consumer<Listener> opened) {
        ports.add(
                new Port(listener, RouteTable.of(resources), authenticator, calls, start, opened));
    }

    /** Everything that any role writes into the audit log. */
    static Actions actions() {
        // A role may also write what every role writes, such as calls.
        Set<Action> all = new LinkedHashSet<>(SecurityActions.ALL);
        all.addAll(LogKeyActions.ALL);
        all.addAll(Identity.actions());
        all.addAll(Gateway.actions());
        all.addAll(Risk.actions());
        return Actions.of(all);
    }

    private <T extends AutoCloseable> T closedLast(T part) {
        parts.push(part);
        return part;
    }

    /**
     * A listener before it is opened.
     *
     * @param start of what answers there, just before it opens
     * @param opened is told of the listener, just after
     */
    record Port(
            ListenerConfig config,
            RouteTable table,
            Authenticator authenticator,
            CallObserver calls,
            Runnable start,
            Consumer<Listener> opened) {}
}
