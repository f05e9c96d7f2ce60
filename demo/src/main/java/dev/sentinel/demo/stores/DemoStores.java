package dev.sentinel.demo.stores;

import dev.sentinel.base.config.Settings;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.base.sql.Migrations;
import dev.sentinel.stores.LocalPostgres;
import dev.sentinel.stores.LocalPostgresConfig;
import dev.sentinel.stores.LocalRedis;
import dev.sentinel.stores.LocalRedisConfig;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The stores of the demo: our own, or those that {@code DATABASE_URL} and {@code REDIS_URL} name.
 *
 * <p>Our own keep their data from one start to the next, also when the last one ended in a kill.
 */
public final class DemoStores implements AutoCloseable {
    private static final String DATABASE = "sentinel";
    private static final String OWNER_ROLE = "sentinel_owner";
    private static final String SUPERUSER_PASSWORD = "postgres";

    private final Optional<LocalPostgres> postgres;
    private final Optional<LocalRedis> redis;
    private final Map<String, String> settings;

    private DemoStores(
            Optional<LocalPostgres> postgres,
            Optional<LocalRedis> redis,
            Map<String, String> settings) {
        this.postgres = postgres;
        this.redis = redis;
        this.settings = Map.copyOf(settings);
    }

    /**
     * Starts what is not named. Before anything starts, the ports of the stores and the further
     * ones are looked at.
     *
     * @throws DemoFailure when a port is taken
     */
    public static DemoStores start(
            DemoDirectory directory, Settings given, List<NamedPort> further, SecureRandom random) {
        boolean ownPostgres = given.text("DATABASE_URL", "SENTRA_POSTGRES_DSN").isEmpty();
        boolean ownRedis = given.text("REDIS_URL", "SENTRA_REDIS_URL").isEmpty();
        int postgresPort = postgresPort(given);
        int redisPort = redisPort(given);

        // What a killed demo left behind holds our ports and nobody else's business.
        LocalPostgres.stopLeftOver(directory.postgres());
        LocalRedis.stopLeftOver(directory.redis());
        List<NamedPort> ports = new ArrayList<>();
        if (ownPostgres) {
            ports.add(new NamedPort("PostgreSQL", postgresPort, "DEMO_POSTGRES_PORT"));
        }
        if (ownRedis) {
            ports.add(new NamedPort("Redis", redisPort, "DEMO_REDIS_PORT"));
        }
        ports.addAll(further);
        NamedPort.requireFree(ports);

        DemoSecrets secrets = DemoSecrets.in(directory.secrets(), random);
        CompletableFuture<Optional<LocalRedis>> startingRedis =
                CompletableFuture.supplyAsync(
                        () ->
                                ownRedis
                                        ? Optional.of(redis(directory, redisPort))
                                        : Optional.empty(),
                        Thread::startVirtualThread);
        Optional<LocalPostgres> postgres =
                ownPostgres
                        ? Optional.of(postgres(directory, postgresPort, secrets))
                        : Optional.empty();
        try {
            Optional<LocalRedis> redis = startingRedis.join();
            return new DemoStores(postgres, redis, settings(secrets, given));
        } catch (CompletionException failure) {
            postgres.ifPresent(LocalPostgres::close);
            throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
        }
    }

    /** The same settings without starting anything; empty before the first start. */
    public static Map<String, String> settingsOf(Path directory, Settings given) {
        return DemoSecrets.read(DemoDirectory.secrets(directory))
                .map(secrets -> settings(secrets, given))
                .orElseGet(Map::of);
    }

    /** With which the people of this demo sign in. */
    public static Secret peoplePassword(Path directory) {
        return DemoSecrets.read(DemoDirectory.secrets(directory))
                .map(secrets -> new Secret(secrets.get(DemoSecrets.PEOPLE_PASSWORD)))
                .orElseThrow(() -> new IllegalStateException("the demo has not started yet"));
    }

    /** Settings by which the program finds these stores, and the secrets of this demo. */
    public Map<String, String> settings() {
        return settings;
    }

    /** Stops our own stores; those that were named go on. */
    @Override
    public void close() {
        redis.ifPresent(LocalRedis::close);
        postgres.ifPresent(LocalPostgres::close);
    }

    private static Map<String, String> settings(DemoSecrets secrets, Settings given) {
        Map<String, String> settings = new LinkedHashMap<>(secrets.values());
        if (given.text("DATABASE_URL", "SENTRA_POSTGRES_DSN").isEmpty()) {
            int port = postgresPort(given);
            settings.put(
                    "DATABASE_URL",
                    url(port, Migrations.APP_ROLE, secrets.get(DemoSecrets.APP_PASSWORD)));
            settings.put(
                    "MIGRATION_DATABASE_URL",
                    url(port, OWNER_ROLE, secrets.get(DemoSecrets.OWNER_PASSWORD)));
        }
        if (given.text("REDIS_URL", "SENTRA_REDIS_URL").isEmpty()) {
            settings.put("REDIS_URL", "redis://127.0.0.1:" + redisPort(given) + "/0");
        }
        return settings;
    }

    private static int postgresPort(Settings given) {
        return given.port(9001, "DEMO_POSTGRES_PORT");
    }

    private static int redisPort(Settings given) {
        return given.port(9002, "DEMO_REDIS_PORT");
    }

    private static LocalRedis redis(DemoDirectory directory, int port) {
        return LocalRedis.start(LocalRedisConfig.durable(directory.redis(), port));
    }

    private static LocalPostgres postgres(DemoDirectory directory, int port, DemoSecrets secrets) {
        LocalPostgres postgres =
                LocalPostgres.start(
                        LocalPostgresConfig.durable(
                                directory.postgres(), port, SUPERUSER_PASSWORD));
        createRole(postgres, OWNER_ROLE, secrets.get(DemoSecrets.OWNER_PASSWORD));
        createRole(postgres, Migrations.APP_ROLE, secrets.get(DemoSecrets.APP_PASSWORD));
        createEraser(postgres);
        String exists = "SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'";
        if (!postgres.exists("postgres", exists)) {
            postgres.execute("postgres", "CREATE DATABASE " + DATABASE + " OWNER " + OWNER_ROLE);
        }
        return postgres;
    }

    /** Each start sets the password anew: the file of secrets may have been made anew. */
    private static void createRole(LocalPostgres postgres, String role, String password) {
        boolean there =
                postgres.exists(
                        "postgres", "SELECT 1 FROM pg_roles WHERE rolname = '" + role + "'");
        postgres.execute(
                "postgres",
                "%s ROLE %s LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '%s'"
                        .formatted(there ? "ALTER" : "CREATE", role, password));
    }

    /** Nobody logs in as this one; the owner may hand functions over to it. */
    private static void createEraser(LocalPostgres postgres) {
        String eraser = Migrations.ERASER_ROLE;
        if (!postgres.exists(
                "postgres", "SELECT 1 FROM pg_roles WHERE rolname = '" + eraser + "'")) {
            postgres.execute("postgres", "CREATE ROLE " + eraser + " NOLOGIN");
        }
        postgres.execute(
                "postgres",
                "GRANT %s TO %s WITH INHERIT FALSE, SET TRUE".formatted(eraser, OWNER_ROLE));
    }

    private static String url(int port, String role, String password) {
        return "postgresql://%s:%s@127.0.0.1:%d/%s".formatted(role, password, port, DATABASE);
    }
}
