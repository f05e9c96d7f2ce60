package dev.sentinel.server;

import dev.sentinel.audit.Audit;
import dev.sentinel.audit.AuditConfig;
import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.Actions;
import dev.sentinel.audit.event.SecurityActions;
import dev.sentinel.base.config.Settings;
import dev.sentinel.base.redis.Redis;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Migrations;
import dev.sentinel.gateway.Gateway;
import dev.sentinel.gateway.GatewayConfig;
import dev.sentinel.identity.Identity;
import dev.sentinel.identity.IdentityConfig;
import dev.sentinel.risk.Risk;
import dev.sentinel.risk.RiskConfig;
import dev.sentinel.risk.model.DirectoryObjectStore;
import dev.sentinel.server.management.AccessLog;
import dev.sentinel.server.management.AgentIdPMetrics;
import dev.sentinel.server.management.ManagementResource;
import dev.sentinel.server.management.Metrics;
import dev.sentinel.trust.ServiceKeys;
import dev.sentinel.trust.handover.HandedOverCallers;
import dev.sentinel.trust.revocation.RevocationFeed;
import dev.sentinel.trust.revocation.RevocationFollower;
import dev.sentinel.trust.revocation.RevocationStreamFollower;
import dev.sentinel.trust.revocation.Revocations;
import dev.sentinel.trust.revocation.StreamSeal;
import dev.sentinel.trust.token.BearerAuthenticator;
import dev.sentinel.trust.token.JwksKeys;
import dev.sentinel.trust.token.TokenVerifier;
import dev.sentinel.web.Authenticator;
import dev.sentinel.web.CallObserver;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.Listener;
import dev.sentinel.web.ListenerConfig;
import dev.sentinel.web.Resource;
import dev.sentinel.web.RouteTable;
import dev.sentinel.web.WebServer;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process. Read this first: it makes the stores, the audit log, and each role that this process
 * plays, in order; what one role needs of another it asks over HTTP.
 *
 * <p>Closing goes the other way: long polls end, listeners drain, roles commit what they accepted,
 * the audit log writes what waits, the stores close.
 */
public final class Sentinel implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sentinel.class);
    private static final Duration READY_WITHIN = Duration.ofSeconds(30);
    private static final String GATEWAY = "gateway";

    private final ServerConfig config;
    private final Clock clock;
    private final SecureRandom random;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Map<String, BooleanSupplier> health = new LinkedHashMap<>();
    private final List<Runnable> starts = new ArrayList<>();
    private final List<Runnable> reloads = new ArrayList<>();
    private final List<AutoCloseable> waits = new ArrayList<>();
    private final List<Port> ports = new ArrayList<>();
    private final List<Listener> listeners = new ArrayList<>();
    private final Metrics metrics = closedLast(new Metrics());
    private final AgentIdPMetrics agentIdPMetrics = new AgentIdPMetrics(metrics.registry());
    private final CallObserver observer = metrics.and(new AccessLog());
    private final WebServer web;
    private final AuditKey auditKey;

    private Sentinel(ServerConfig config, Clock clock, SecureRandom random) throws IOException {
        this.config = config;
        this.clock = clock;
        this.random = random;
        this.auditKey = AuditKey.of(config.auditKey(), config.logOrigin(), random);
        this.web = WebServer.start(clock);
    }

    /** Every object of the process, without a side effect on a store. */
    private void wire(IdentityConfig identity, GatewayConfig gateway, Additions additions) {
        Database database = closedLast(Database.open(config.database(), agentIdPMetrics::query));
        Redis redis = closedLast(Redis.open(config.redisUrl(), agentIdPMetrics::command));
        health.put("postgres", database::reachable);
        health.put("redis", redis::reachable);
        Audit audit =
                closedLast(
                        new Audit(
                                database,
                                auditKey.key(),
                                actions(),
                                clock,
                                random,
                                AuditConfig.DEFAULT));
        starts.add(audit::start);
        health.put("audit", () -> audit.stuck().isEmpty());
        if (config.roles().contains(ProcessRole.IDENTITY)) {
            identity(database, redis, audit, identity, additions);
        }
        if (config.roles().contains(ProcessRole.RISK)) {
            risk(database, audit);
        }
        if (config.roles().contains(ProcessRole.GATEWAY)) {
            gateway(redis, audit, gateway, additions);
        }
        management();
    }

    /**
     * Starts every role of the configuration and returns when all of them answer.
     *
     * @throws StartRefused when settings are wrong, all findings at once, or a port is taken
     */
    public static Sentinel start(
            Settings settings, Additions additions, Clock clock, SecureRandom random) {
        Sentinel sentinel = make(settings, additions, clock, random);
        try {
            sentinel.open();
            return sentinel;
        } catch (IOException failure) {
            sentinel.close();
            throw new StartRefused(List.of(String.valueOf(failure.getMessage())));
        } catch (RuntimeException failure) {
            sentinel.close();
            throw failure;
        }
    }

    /**
     * The routes of every listener, by its name, without opening a port or asking a store.
     *
     * @throws StartRefused when settings are wrong, all findings at once
     */
    public static Map<String, RouteTable> routes(
            Settings settings, Additions additions, Clock clock, SecureRandom random) {
        try (Sentinel sentinel = make(settings, additions, clock, random)) {
            Map<String, RouteTable> tables = new LinkedHashMap<>();
            sentinel.ports.forEach(port -> tables.put(port.config().name(), port.table()));
            return tables;
        }
    }

    /** Reads the files again that may change while the process runs. */
    public void reload() {
        reloads.forEach(Runnable::run);
    }

    /** The listeners that are open, by the order of their start. */
    public List<Listener> listeners() {
        return List.copyOf(listeners);
    }

    @Override
    public void close() {
        // What waits for news would only hold up the drain: our questions, and others' to us.
        waits.forEach(Sentinel::closeQuietly);
        // Then the listeners: a request that has begun still needs its role and its store.
        closeQuietly(web);
        while (!parts.isEmpty()) {
            closeQuietly(parts.pop());
        }
    }

    private static void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception failure) {
            LOG.warn("{} did not close", part.getClass().getSimpleName(), failure);
        }
    }

    private static Sentinel make(
            Settings settings, Additions additions, Clock clock, SecureRandom random) {
        ServerConfig config = ServerConfig.read(settings);
        settings.suppose("ISSUER_URL", config.issuer());
        supposeRisk(settings, config);
        IdentityConfig identity = IdentityConfig.of(settings);
        GatewayConfig gateway = GatewayConfig.from(settings);
        if (!settings.problems().isEmpty()) {
            throw new StartRefused(settings.problems());
        }
        Sentinel sentinel;
        try {
            sentinel = new Sentinel(config, clock, random);
        } catch (IOException | IllegalArgumentException refused) {
            throw new StartRefused(List.of(String.valueOf(refused.getMessage())));
        }
        try {
            sentinel.wire(identity, gateway, additions);
            return sentinel;
        } catch (IllegalArgumentException | IllegalStateException refused) {
            sentinel.close();
            throw new StartRefused(List.of(String.valueOf(refused.getMessage())));
        }
    }

    /** The platform's own service: where the registry finds it, and the key that it believes. */
    private static void supposeRisk(Settings settings, ServerConfig config) {
        settings.suppose("RISK_BASE_URL", "http://127.0.0.1:" + config.riskPort());
        settings.suppose("RISK_SERVICE_USER", GATEWAY);
        settings.suppose("RISK_SERVICE_PASSWORD", config.serviceKey().expose());
    }

    private void open() throws IOException {
        config.owner()
                .ifPresent(owner ->
                        Migrations.run(
                                owner.jdbcUrl(),
                                owner.user(),
                                owner.password().expose(),
                                Schemas.ALL));
        auditKey.keep();
        starts.forEach(Runnable::run);
        for (Port port : ports) {
            listeners.add(
                    web.listen(port.config(), port.table(), port.authenticator(), port.calls()));
        }
        awaitReady();
    }

    private void identity(
            Database database,
            Redis redis,
            Audit audit,
            IdentityConfig settings,
            Additions additions) {
        Identity identity =
                closedLast(
                        new Identity(
                                database,
                                redis,
                                audit.log(),
                                audit.queries(),
                                audit.proofs(),
                                settings,
                                additions.unlimited(),
                                metrics.registry(),
                                clock,
                                random));
        starts.add(identity::start);
        reloads.add(identity.policies()::reload);
        waits.add(identity::endWaits);
        listen(
                new ListenerConfig("identity", config.host(), config.identityPort(), Dialect.AGENT),
                identity.resources(),
                additions.signIn().or(services()).or(identity.authenticator()),
                observer.and(agentIdPMetrics).and(identity.observer()));
    }

    private void risk(Database database, Audit audit) {
        Risk risk =
                closedLast(
                        new Risk(
                                database,
                                audit.log(),
                                new DirectoryObjectStore(config.objectStore()),
                                clock,
                                random,
                                RiskConfig.standard()));
        starts.add(risk::start);
        health.put("risk", risk::ready);
        // Inside the trust zone: only the gateway calls, and says who called it.
        listen(
                new ListenerConfig("risk", config.riskHost(), config.riskPort(), Dialect.PROBLEM),
                risk.resources(),
                new HandedOverCallers(services(), GATEWAY),
                observer);
    }

    private void gateway(Redis redis, Audit audit, GatewayConfig settings, Additions additions) {
        Gateway gateway =
                closedLast(
                        new Gateway(
                                settings,
                                web.vertx(),
                                web.loops(),
                                audit.log()::record,
                                Map.of(
                                        "postgres", health.get("postgres"),
                                        "redis", health.get("redis")),
                                clock,
                                Version.current()));
        List<Resource> resources = new ArrayList<>(gateway.resources());
        resources.addAll(additions.gateway());
        listen(
                new ListenerConfig(GATEWAY, config.host(), config.gatewayPort(), Dialect.ENVELOPE),
                resources,
                additions.signIn().or(verifiedTokens(redis)),
                observer.and(gateway.observer()));
    }

    private void management() {
        listen(
                new ListenerConfig(
                        "management",
                        config.managementHost(),
                        config.managementPort(),
                        Dialect.PROBLEM),
                List.of(new ManagementResource(metrics, health)),
                _ -> Optional.empty(),
                observer);
    }

    /** Keys and revocations of identity, wherever it runs, held in this process's memory. */
    private Authenticator verifiedTokens(Redis redis) {
        URI identity = config.identityUrl();
        JwksKeys keys = new JwksKeys(identity.resolve("/.well-known/jwks.json"));
        Revocations revocations = Revocations.following(clock, config.maxStaleness());
        String authorization = ServiceKeys.header(GATEWAY, config.serviceKey());
        RevocationFollower feed =
                new RevocationFollower(
                        new RevocationFeed(
                                identity.resolve("/api/v1/revocations"), () -> authorization),
                        revocations);
        RevocationStreamFollower stream =
                new RevocationStreamFollower(
                        redis, new StreamSeal(config.serviceKey()), revocations);
        waits.addAll(List.of(keys, feed, stream));
        starts.addAll(List.of(keys::start, feed::start, stream::start));
        health.put("keys", keys::ready);
        health.put("revocations", revocations::fresh);
        return new BearerAuthenticator(
                new TokenVerifier(keys, revocations, config.issuer(), config.audience(), clock));
    }

    private ServiceKeys services() {
        return new ServiceKeys(Map.of(GATEWAY, config.serviceKey()));
    }

    private void listen(
            ListenerConfig listener,
            List<Resource> resources,
            Authenticator authenticator,
            CallObserver calls) {
        ports.add(new Port(listener, RouteTable.of(resources), authenticator, calls));
    }

    private void awaitReady() {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (!waitingFor().isEmpty() && System.nanoTime() < deadline) {
            try {
                Thread.sleep(5);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        if (!waitingFor().isEmpty()) {
            LOG.warn("started, though not ready: {}", waitingFor());
        }
    }

    private List<String> waitingFor() {
        return health.entrySet().stream()
                .filter(part -> !part.getValue().getAsBoolean())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Everything that any role writes into the audit log. */
    static Actions actions() {
        // A role may also write what every role writes, such as calls.
        Set<Action> all = new LinkedHashSet<>(SecurityActions.ALL);
        all.addAll(Identity.actions());
        all.addAll(Gateway.actions());
        all.addAll(Risk.actions());
        return Actions.of(all);
    }

    private <T extends AutoCloseable> T closedLast(T part) {
        parts.push(part);
        return part;
    }

    /** A listener before it is opened. */
    private record Port(
            ListenerConfig config,
            RouteTable table,
            Authenticator authenticator,
            CallObserver calls) {}
}
