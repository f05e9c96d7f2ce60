package dev.sentinel.server;

import dev.sentinel.base.Unavailable;
import dev.sentinel.base.config.Settings;
import dev.sentinel.base.sql.Migrations;
import dev.sentinel.base.sql.PostgresUrl;
import dev.sentinel.gateway.GatewayConfig;
import dev.sentinel.identity.IdentityConfig;
import dev.sentinel.trust.crypto.CryptoProvider;
import dev.sentinel.web.Listener;
import dev.sentinel.web.RouteTable;
import dev.sentinel.web.WebServer;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process. Read this first: how it starts and stops; {@link Assembly} is what it is made of.
 *
 * <p>It starts in the order in which parts need each other, and the way to the first token is the
 * shortest: migrations, identity, its listener. What takes longer, such as counting stored
 * payments, goes on while the listeners are open, and refuses until it is done.
 *
 * <p>Closing goes the other way: long polls end, listeners drain, roles commit what they accepted,
 * the audit log writes what waits, the stores close.
 */
public final class Sentinel implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sentinel.class);
    private static final Duration READY_WITHIN = Duration.ofSeconds(30);

    private final ServerConfig config;
    private final WebServer web;
    private final AuditKeys auditKeys;
    private final Assembly assembly;
    private final List<Listener> listeners = new ArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private Sentinel(ServerConfig config, Clock clock, SecureRandom random) throws IOException {
        this.config = config;
        this.auditKeys = AuditKeys.of(config.auditKey(), config.logOrigin(), random);
        this.web = WebServer.start(clock);
        try {
            this.assembly = new Assembly(config, web, auditKeys::current, clock, random);
        } catch (IllegalArgumentException refused) {
            web.close();
            throw refused;
        }
    }

    /**
     * Starts every role of the configuration and returns when all listeners are open: from then on
     * tokens are issued. {@link #awaitReady} waits for the rest.
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
        } catch (Unavailable away) {
            sentinel.close();
            throw new StartRefused(List.of(StartReasons.away(away)));
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
            sentinel.assembly
                    .ports()
                    .forEach(port -> tables.put(port.config().name(), port.table()));
            return tables;
        }
    }

    /**
     * Waits until every part has been well once, the stores and the count of stored payments
     * included; says in the log who has not been after half a minute.
     *
     * @return whether all have been
     */
    public boolean awaitReady() throws InterruptedException {
        List<String> missing = assembly.health().awaitEachOnce(READY_WITHIN);
        if (!missing.isEmpty()) {
            LOG.warn("started, but not ready yet: {}", String.join(", ", missing));
        }
        return missing.isEmpty();
    }

    /** Whether every part is well now; none is any more when it closes. */
    public boolean isReady() {
        try {
            return !closed.get() && assembly.health().isWell();
        } catch (RuntimeException failure) {
            if (closed.get()) {
                // A store that was asked while it closed.
                return false;
            }
            throw failure;
        }
    }

    /** Reads the files again that may change while the process runs. */
    public void reload() {
        assembly.reloads().forEach(Runnable::run);
    }

    /** The listeners that are open, by the order of their start. */
    public List<Listener> listeners() {
        return List.copyOf(listeners);
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        // What waits for news would only hold up the drain.
        assembly.waits().forEach(Sentinel::closeQuietly);
        // Then the listeners: a request that has begun still needs its role and its store.
        closeQuietly(web);
        assembly.parts().forEach(Sentinel::closeQuietly);
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
        // Its signed archive and native code take a while to load: beside all that follows.
        Thread.ofPlatform().name("crypto").daemon().start(CryptoProvider::fastest);
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
            sentinel.assembly.wire(identity, gateway, additions);
            return sentinel;
        } catch (IllegalArgumentException | IllegalStateException refused) {
            sentinel.close();
            throw new StartRefused(List.of(String.valueOf(refused.getMessage())));
        }
    }

    /** The platform's own service: where the registry finds it, and the key that it believes. */
    private static void supposeRisk(Settings settings, ServerConfig config) {
        settings.suppose("RISK_BASE_URL", "http://127.0.0.1:" + config.riskPort());
        settings.suppose("RISK_SERVICE_USER", Assembly.GATEWAY);
        settings.suppose("RISK_SERVICE_PASSWORD", config.serviceKey().expose());
    }

    private void open() throws IOException {
        config.owner().ifPresent(Sentinel::migrate);
        auditKeys.keep();
        assembly.audit().start();
        for (Assembly.Port port : assembly.ports()) {
            port.start().run();
            Listener listener = listen(port);
            listeners.add(listener);
            port.opened().accept(listener);
        }
    }

    private static void migrate(PostgresUrl owner) {
        try {
            Migrations.run(owner.jdbcUrl(), owner.user(), owner.password().expose(), Schemas.ALL);
        } catch (Unavailable away) {
            throw new StartRefused(List.of(StartReasons.away("MIGRATION_DATABASE_URL", away)));
        }
    }

    private Listener listen(Assembly.Port port) {
        try {
            return web.listen(port.config(), port.table(), port.authenticator(), port.calls());
        } catch (IOException failure) {
            throw new StartRefused(
                    List.of(StartReasons.cannotListen(Door.of(port.config().name()), failure)));
        }
    }
}
