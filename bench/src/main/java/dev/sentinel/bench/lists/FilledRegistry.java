package dev.sentinel.bench.lists;

import dev.sentinel.audit.Audit;
import dev.sentinel.audit.AuditConfig;
import dev.sentinel.audit.event.Actions;
import dev.sentinel.audit.note.LogKeys;
import dev.sentinel.audit.note.NoteKey;
import dev.sentinel.base.config.Settings;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.objects.DirectoryObjectStore;
import dev.sentinel.base.redis.Redis;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.DatabaseConfig;
import dev.sentinel.base.sql.Migrations;
import dev.sentinel.identity.Identity;
import dev.sentinel.identity.IdentityConfig;
import dev.sentinel.stores.LocalPostgres;
import dev.sentinel.stores.LocalPostgresConfig;
import dev.sentinel.stores.LocalRedis;
import dev.sentinel.stores.LocalRedisConfig;
import dev.sentinel.stores.Ports;
import dev.sentinel.trust.Principal;
import dev.sentinel.trust.Role;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.Listener;
import dev.sentinel.web.ListenerConfig;
import dev.sentinel.web.RouteTable;
import dev.sentinel.web.WebServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Identity on stores of its own, behind HTTP, with many agents that were put in by SQL. */
final class FilledRegistry implements AutoCloseable {
    private static final String DATABASE = "lists";
    private static final String PASSWORD = "measured";
    private static final Principal.Person ADMINISTRATOR =
            new Principal.Person("alice", "acme", Role.ADMIN, Optional.empty());

    /** Nearly a third belong to one owner, the rest to a thousand; a tenth are not active. */
    @SuppressWarnings("InlineFormatString") // beside the other two statements it reads better
    private static final String AGENTS =
            """
            INSERT INTO identity.agent
                   (position, agent_id, workspace, email, agent_type, version, capabilities, owner,
                    deployment_env, scopes, status, created_at, updated_at)
            SELECT i, gen_random_uuid(), 'acme', 'bot' || i || '@acme.test',
                   (ARRAY['screener', 'classifier', 'orchestrator', 'extractor', 'summarizer',
                          'router', 'monitor', 'custom'])[1 + (hashint8(i) & 7)],
                   '1.0.0', '{data:read}',
                   CASE WHEN hashint8(i * 31) & 1023 < 307 THEN 'platform'
                        ELSE 'team-' || (hashint8(i * 17) & 1023) END,
                   'production', '{agents:read}',
                   CASE WHEN hashint8(i * 7) & 127 < 115 THEN 'active'
                        WHEN hashint8(i * 7) & 127 < 124 THEN 'suspended'
                        ELSE 'decommissioned' END,
                   now(), now()
              FROM generate_series(1, %d) AS i
            """;

    private static final String TALLIES =
            """
            INSERT INTO identity.agent_tally (workspace, owner, agent_type, status, block, agents)
            SELECT a.workspace, f.owner, f.agent_type, f.status, a.position >> 10, count(*)
              FROM identity.agent a
             CROSS JOIN LATERAL (VALUES
                     (a.owner, '', ''), ('', a.agent_type, ''), ('', '', a.status),
                     (a.owner, a.agent_type, ''), (a.owner, '', a.status),
                     ('', a.agent_type, a.status), (a.owner, a.agent_type, a.status))
                   AS f (owner, agent_type, status)
             GROUP BY 1, 2, 3, 4, 5
            """;

    private static final String COUNTS =
            """
            INSERT INTO identity.agent_count (workspace, active, suspended, decommissioned)
            SELECT workspace, count(*) FILTER (WHERE status = 'active'),
                   count(*) FILTER (WHERE status = 'suspended'),
                   count(*) FILTER (WHERE status = 'decommissioned')
              FROM identity.agent GROUP BY workspace
            """;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Duration filledIn;
    private final Listener listener;

    private FilledRegistry(long agents) throws IOException {
        LocalPostgres postgres =
                part(
                        LocalPostgres.startThrowAway(
                                LocalPostgresConfig.throwAway(
                                        Files.createTempDirectory("lists-postgres-"),
                                        Ports.free())));
        LocalRedis redis =
                part(
                        LocalRedis.startThrowAway(
                                LocalRedisConfig.throwAway(
                                        Files.createTempDirectory("lists-redis-"), Ports.free())));
        postgres.execute(
                "postgres",
                "CREATE ROLE lists_owner LOGIN PASSWORD '%s'".formatted(PASSWORD),
                "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(Migrations.APP_ROLE, PASSWORD),
                "CREATE ROLE %s NOLOGIN".formatted(Migrations.ERASER_ROLE),
                "GRANT %s TO lists_owner WITH INHERIT FALSE, SET TRUE"
                        .formatted(Migrations.ERASER_ROLE),
                "CREATE DATABASE %s OWNER lists_owner".formatted(DATABASE));
        Migrations.run(
                postgres.jdbcUrl(DATABASE),
                "lists_owner",
                PASSWORD,
                List.of("audit", Identity.SCHEMA));
        long from = System.nanoTime();
        postgres.execute(
                DATABASE,
                AGENTS.formatted(agents),
                TALLIES,
                COUNTS,
                "VACUUM ANALYZE identity.agent",
                "VACUUM ANALYZE identity.agent_tally");
        filledIn = Duration.ofNanos(System.nanoTime() - from);
        listener = listening(postgres, redis);
    }

    static FilledRegistry of(long agents) throws IOException {
        return new FilledRegistry(agents);
    }

    private Listener listening(LocalPostgres postgres, LocalRedis stored) throws IOException {
        Clock clock = Clock.systemUTC();
        SecureRandom random = new SecureRandom();
        Database database =
                part(
                        Database.open(
                                new DatabaseConfig(
                                        postgres.jdbcUrl(DATABASE),
                                        Migrations.APP_ROLE,
                                        new Secret(PASSWORD))));
        Redis redis = part(Redis.open(stored.url(0)));
        LogKeys keys = LogKeys.of(NoteKey.generate("lists.bench/audit", random));
        Audit audit =
                part(
                        new Audit(
                                database,
                                new DirectoryObjectStore(
                                        Files.createTempDirectory("sentinel-bench-objects")),
                                () -> keys,
                                Actions.of(Identity.actions()),
                                clock,
                                random,
                                AuditConfig.DEFAULT,
                                new SimpleMeterRegistry()));
        audit.start();
        Identity identity =
                part(
                        new Identity(
                                database,
                                redis,
                                audit.log(),
                                audit.queries(),
                                audit.proofs(),
                                () -> audit.stuck().isEmpty(),
                                config(),
                                _ -> true,
                                new SimpleMeterRegistry(),
                                clock,
                                random));
        identity.start();
        WebServer web = part(WebServer.start(clock));
        return web.listen(
                new ListenerConfig("identity", "127.0.0.1", 0, Dialect.AGENT),
                RouteTable.of(identity.resources()),
                _ -> Optional.of(ADMINISTRATOR),
                _ -> {});
    }

    private static IdentityConfig config() {
        return IdentityConfig.of(
                Settings.of(
                        Map.of(
                                "SENTINEL_KEK", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
                                "CREDENTIAL_PEPPER", "measured, not kept secret, long enough",
                                "SENTINEL_SERVICE_KEY", "measured, not kept secret, long enough")));
    }

    /** One page; the total that it tells. */
    long list(String query) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer =
                http.send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "http://127.0.0.1:%d/api/v1/agents?%s"
                                                        .formatted(listener.port(), query)))
                                .build(),
                        BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException(query + " was answered with " + answer.statusCode());
        }
        return Json.read(answer.body()).path("total").longValue();
    }

    Duration filledIn() {
        return filledIn;
    }

    private <T extends AutoCloseable> T part(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public void close() throws IOException {
        http.close();
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } catch (Exception failure) {
                throw new IOException("a part did not close", failure);
            }
        }
    }
}
