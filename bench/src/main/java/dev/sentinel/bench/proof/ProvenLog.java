package dev.sentinel.bench.proof;

import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.Actions;
import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.Origin;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.audit.log.AuditLogConfig;
import dev.sentinel.audit.note.LogKeys;
import dev.sentinel.audit.note.NoteKey;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.DatabaseConfig;
import dev.sentinel.base.sql.Migrations;
import dev.sentinel.stores.LocalPostgres;
import dev.sentinel.stores.LocalPostgresConfig;
import dev.sentinel.stores.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A log on a PostgreSQL of its own, with durable commits, that goes with this process. */
final class ProvenLog implements AutoCloseable {
    private static final String PASSWORD = "bench";
    private static final Action CALL =
            Action.of("api.called", "a call was answered")
                    .field("route", "the route's template")
                    .field("status", "the status");

    final LogKeys keys = LogKeys.of(NoteKey.generate("sentinel.bench/audit", new SecureRandom()));
    final Actions actions = Actions.of(List.of(CALL));
    final Database database;
    final AuditLog log;
    private final LocalPostgres server;

    ProvenLog() throws IOException {
        Path files = Files.createTempDirectory("sentinel-bench");
        server =
                LocalPostgres.startThrowAway(
                        new LocalPostgresConfig(
                                files.resolve("postgres"),
                                Ports.free(),
                                PASSWORD,
                                Map.of("shared_buffers", "256MB", "max_wal_size", "4GB")));
        server.execute(
                "postgres",
                "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(Migrations.APP_ROLE, PASSWORD),
                "CREATE ROLE %s NOLOGIN".formatted(Migrations.ERASER_ROLE),
                "CREATE DATABASE bench");
        Migrations.run(
                server.jdbcUrl("bench"), LocalPostgresConfig.SUPERUSER, PASSWORD, List.of("audit"));
        database =
                Database.open(
                        new DatabaseConfig(
                                server.jdbcUrl("bench"),
                                Migrations.APP_ROLE,
                                new Secret(PASSWORD),
                                8,
                                Duration.ofSeconds(10)));
        log =
                new AuditLog(
                        database,
                        actions,
                        Clock.systemUTC(),
                        new SecureRandom(),
                        AuditLogConfig.DEFAULT);
    }

    /** What the gateway writes for each call. */
    static AuditEvent event(long i) {
        return AuditEvent.of(CALL, "acme", Actor.agent("agent-" + i % 1_000))
                .on("route", "GET /v1/risk/score")
                .from(Origin.of("192.0.2." + i % 250, Optional.of("curl/8.5.0"), "req-" + i))
                .with("route", "/v1/risk/score")
                .with("status", 200);
    }

    @Override
    public void close() {
        log.close();
        database.close();
        server.close();
    }
}
