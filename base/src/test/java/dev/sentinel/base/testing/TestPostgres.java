package dev.sentinel.base.testing;

import dev.sentinel.base.sql.Migrations;
import dev.sentinel.stores.LocalPostgres;
import dev.sentinel.stores.LocalPostgresConfig;
import dev.sentinel.stores.Ports;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * PostgreSQL for tests: one server a test process, started by the first test that needs it, and a
 * fresh database for each test that asks.
 *
 * <p>A database is a copy of a template that was migrated once per set of schemas. A test that
 * takes the server away asks for one of its own with {@link #separate}.
 */
public final class TestPostgres implements AutoCloseable {
    private static final Shared<TestPostgres> SHARED = new Shared<>(TestPostgres::new);
    static final String OWNER = "sentinel_owner";
    static final String PASSWORD = "for-tests-only";

    private final LocalPostgres server;
    private final ConcurrentMap<String, String> templates = new ConcurrentHashMap<>();
    private final AtomicInteger databases = new AtomicInteger();

    private TestPostgres() {
        this.server =
                LocalPostgres.startThrowAway(
                        LocalPostgresConfig.throwAway(
                                Shared.directory("sentinel-postgres-"), Ports.free()));
        server.execute(
                "postgres",
                "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(OWNER, PASSWORD),
                "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(Migrations.APP_ROLE, PASSWORD),
                "CREATE ROLE %s NOLOGIN".formatted(Migrations.ERASER_ROLE),
                "GRANT %s TO %s WITH INHERIT FALSE, SET TRUE"
                        .formatted(Migrations.ERASER_ROLE, OWNER));
    }

    /**
     * A new database with the given schemas migrated, on the server that all tests share. Close it
     * at the end of the test.
     */
    public static TestDatabase fresh(String... schemas) {
        return SHARED.get().database(schemas);
    }

    /** A server of the caller's own, which it may stop and start again. */
    public static TestPostgres separate() {
        return new TestPostgres();
    }

    /** A new database on this server. */
    public TestDatabase database(String... schemas) {
        List<String> wanted = List.of(schemas);
        String template =
                templates.computeIfAbsent(String.join("_", wanted), _ -> template(wanted));
        String name = "test_" + databases.incrementAndGet();
        create(name, template);
        return new TestDatabase(server, name);
    }

    /** The server goes away, as in an outage. */
    public void stop() {
        server.stop();
    }

    /** The server comes back, on the same port with the same data. */
    public void start() {
        server.start();
    }

    @Override
    public void close() {
        server.close();
    }

    private String template(List<String> schemas) {
        String name = "template_" + databases.incrementAndGet();
        create(name, "template1");
        Migrations.run(server.jdbcUrl(name), OWNER, PASSWORD, schemas);
        return name;
    }

    private void create(String name, String template) {
        // Without fsync a copy of the files is faster than a copy through the log.
        server.execute(
                "postgres",
                "CREATE DATABASE %s OWNER %s TEMPLATE %s STRATEGY file_copy"
                        .formatted(name, OWNER, template));
    }
}
