package dev.sentinel.bench.audit;

import dev.sentinel.audit.Audit;
import dev.sentinel.audit.AuditConfig;
import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.Actions;
import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.Origin;
import dev.sentinel.audit.note.LogKeys;
import dev.sentinel.audit.note.NoteKey;
import dev.sentinel.base.objects.DirectoryObjectStore;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.DatabaseConfig;
import dev.sentinel.base.sql.Migrations;
import dev.sentinel.gateway.Gateway;
import dev.sentinel.identity.Identity;
import dev.sentinel.stores.LocalPostgres;
import dev.sentinel.stores.LocalPostgresConfig;
import dev.sentinel.stores.Ports;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** An audit log on a PostgreSQL that goes with it, and events like those of a busy day. */
final class BenchLog implements AutoCloseable {
    static final String WORKSPACE = "acme";
    static final int AGENTS = 1_000;

    private static final String PASSWORD = "for-measuring-only";
    private static final String OWNER = "sentinel_owner";
    private static final String DATABASE = "measured";

    final Database database;
    final Audit audit;
    private final LocalPostgres postgres;
    private final Path directory;
    private final Action issued;
    private final List<String> agents =
            IntStream.range(0, AGENTS)
                    .mapToObj("6f9619ff-8b86-4011-b42d-%012d"::formatted)
                    .toList();

    BenchLog() throws IOException {
        directory = Files.createTempDirectory("sentinel-audit-bench-");
        postgres =
                LocalPostgres.startThrowAway(
                        LocalPostgresConfig.durable(
                                directory.resolve("data"), Ports.free(), PASSWORD));
        postgres.execute(
                "postgres",
                "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(OWNER, PASSWORD),
                "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(Migrations.APP_ROLE, PASSWORD),
                "CREATE ROLE %s NOLOGIN".formatted(Migrations.ERASER_ROLE),
                "GRANT %s TO %s WITH INHERIT FALSE, SET TRUE"
                        .formatted(Migrations.ERASER_ROLE, OWNER),
                "CREATE DATABASE %s OWNER %s".formatted(DATABASE, OWNER));
        Migrations.run(postgres.jdbcUrl(DATABASE), OWNER, PASSWORD, List.of("audit"));
        database =
                Database.open(
                        new DatabaseConfig(
                                postgres.jdbcUrl(DATABASE),
                                Migrations.APP_ROLE,
                                new Secret(PASSWORD),
                                8,
                                Duration.ofSeconds(30)));
        Set<Action> all = new LinkedHashSet<>(Identity.actions());
        all.addAll(Gateway.actions());
        Actions actions = Actions.of(all);
        issued = actions.find("token.issued").orElseThrow();
        SecureRandom random = new SecureRandom();
        LogKeys keys = LogKeys.of(NoteKey.generate("bench.test/audit", random));
        audit =
                new Audit(
                        database,
                        new DirectoryObjectStore(
                                Files.createTempDirectory("sentinel-bench-objects")),
                        () -> keys,
                        actions,
                        Clock.systemUTC(),
                        random,
                        AuditConfig.DEFAULT,
                        new SimpleMeterRegistry());
    }

    /** As the superuser: what measuring needs and the program may not. */
    void asSuperuser(String... statements) {
        postgres.execute(DATABASE, statements);
    }

    String agent(int number) {
        return agents.get(Math.floorMod(number, AGENTS));
    }

    /** The event of the most frequent kind: an agent was issued a token. */
    AuditEvent tokenIssued(int number) {
        String agent = agent(number);
        return AuditEvent.of(issued, WORKSPACE, Actor.agent(agent))
                .on("agent", agent)
                .from(
                        Origin.of(
                                "192.0.2." + (number & 0xFF),
                                Optional.of("sentinel-client/1.0 (java 25)"),
                                "0198f3a2-6c1e-7aaa-8bbb-%012d".formatted(number)))
                .with("tokenId", "0198f3a2-6c1e-7ccc-8ddd-%012d".formatted(number))
                .with("scope", "agents:read audit:read")
                .with("credentialId", "0198f3a2-6c1e-7eee-8fff-000000000001")
                .with("expiresAt", "2026-11-26T12:00:00Z");
    }

    /** Processor time of PostgreSQL with all its processes. */
    long postgresPid() throws IOException {
        return Long.parseLong(
                Files.readAllLines(directory.resolve("data/postmaster.pid")).getFirst().strip());
    }

    long count(String sql, Object... arguments) {
        return database.read(tx -> tx.one(row -> row.getLong(1), sql, arguments)).orElse(0L);
    }

    @Override
    public void close() {
        audit.close();
        database.close();
        postgres.close();
        try {
            Files.deleteIfExists(directory);
        } catch (IOException left) {
            System.err.println("left behind: " + directory + ", " + left.getMessage());
        }
    }
}
