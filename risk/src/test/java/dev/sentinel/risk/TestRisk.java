package dev.sentinel.risk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.audit.event.Actions;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.audit.log.AuditLogConfig;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.objects.DirectoryObjectStore;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.risk.feature.FeatureSchema;
import dev.sentinel.risk.feature.Features;
import dev.sentinel.risk.model.ModelFile;
import dev.sentinel.risk.model.ModelRegistry;
import dev.sentinel.trust.Principal;
import dev.sentinel.trust.Role;
import dev.sentinel.web.Caller;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.Head;
import dev.sentinel.web.Listener;
import dev.sentinel.web.ListenerConfig;
import dev.sentinel.web.Problem;
import dev.sentinel.web.RouteTable;
import dev.sentinel.web.WebServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * The whole risk role on a port of its own, with a PostgreSQL database of its own. Tokens are
 * names: {@code viewer}, {@code analyst}, {@code admin}, {@code scorer} (an agent that may score),
 * {@code idler} (an agent that may not), {@code stranger} (an analyst of another workspace).
 */
public final class TestRisk implements AutoCloseable {
    /** The moment at which everything happens. */
    public static final Instant NOW = Instant.parse("2026-06-05T12:00:00Z");

    private static final Map<String, Principal> CALLERS =
            Map.of(
                    "viewer", new Principal.Person("vera", "acme", Role.VIEWER, Optional.empty()),
                    "analyst", new Principal.Person("ana", "acme", Role.ANALYST, Optional.empty()),
                    "admin", new Principal.Person("adam", "acme", Role.ADMIN, Optional.empty()),
                    "stranger",
                            new Principal.Person("stu", "umbra", Role.ANALYST, Optional.empty()),
                    "scorer",
                            new Principal.Agent(
                                    "agt_bot",
                                    "acme",
                                    Set.of("risk:score", "risk:admin"),
                                    List.of()),
                    "idler",
                            new Principal.Agent(
                                    "agt_idle", "acme", Set.of("agents:read"), List.of()));

    private final TestDatabase postgres;
    private final Database database;
    private final AuditLog audit;
    private final DirectoryObjectStore objects;
    private final Clock clock;
    private final WebServer web;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Risk risk;
    private Listener listener;

    private TestRisk(TestDatabase postgres, Path models, Clock clock) throws IOException {
        this.postgres = postgres;
        this.clock = clock;
        this.database = postgres.open();
        this.audit =
                new AuditLog(
                        database,
                        Actions.of(Risk.actions()),
                        clock,
                        new SecureRandom(),
                        AuditLogConfig.DEFAULT);
        this.objects = new DirectoryObjectStore(models);
        this.web = WebServer.start(clock);
        this.risk = startRisk();
        this.listener = listen();
    }

    /** Starts with no model; artifacts go under {@code models}. */
    public static TestRisk start(Path models) throws IOException {
        return new TestRisk(
                TestPostgres.fresh("audit", "risk"), models, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    /** Stops the role and starts it again on what is stored. */
    public void restart() throws IOException {
        risk.close();
        risk = startRisk();
        listener.replace(RouteTable.of(risk.resources()));
        awaitReady();
    }

    /** Publishes and activates the model of {@link TestModels}. */
    public void activateModel() {
        ModelFile model = TestModels.largeAmountsAreFraud(TestModels.VERSION);
        ModelRegistry registry = registry();
        registry.publish(model);
        assertStatus(200, put("/v1/models/active", "admin", Map.of("version", TestModels.VERSION)));
    }

    /** Another view on the same artifacts. */
    public ModelRegistry registry() {
        return new ModelRegistry(objects, ModelRegistry.POINTER, features(), clock);
    }

    public Database database() {
        return database;
    }

    /** Does what the program's own role may not. */
    public void asOwner(String sql) {
        postgres.openAsOwner().inTransaction(tx -> tx.execute(sql));
    }

    /** Events of an action in the audit log. */
    public long audited(String action) {
        return postgres.openAsOwner()
                .read(tx ->
                        tx.one(
                                row -> row.getLong(1),
                                "SELECT count(*) FROM audit.event WHERE action = ?",
                                action))
                .orElseThrow();
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + listener.port());
    }

    public long count(String sql) {
        return database.read(tx -> tx.one(row -> row.getLong(1), sql)).orElseThrow();
    }

    public HttpResponse<String> get(String path, String token) {
        return send(request(path, token).GET());
    }

    public HttpResponse<String> post(String path, String token, Object body) {
        return send(json(path, token).POST(BodyPublishers.ofByteArray(Json.write(body))));
    }

    public HttpResponse<String> post(String path, String token, String type, String body) {
        return send(
                request(path, token)
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofString(body)));
    }

    public HttpResponse<String> put(String path, String token, Object body) {
        return send(json(path, token).PUT(BodyPublishers.ofByteArray(Json.write(body))));
    }

    public CompletableFuture<HttpResponse<String>> begin(String path, String token, Object body) {
        return http.sendAsync(
                json(path, token).POST(BodyPublishers.ofByteArray(Json.write(body))).build(),
                BodyHandlers.ofString());
    }

    public static JsonNode tree(HttpResponse<String> response) {
        return Json.tree(response.body());
    }

    @Override
    public void close() {
        web.close();
        risk.close();
        audit.close();
        http.shutdownNow();
        postgres.close();
    }

    private Risk startRisk() {
        Risk started =
                new Risk(
                        database,
                        audit,
                        objects,
                        clock,
                        new SecureRandom(),
                        new RiskConfig(TestModels.FEATURES, ModelRegistry.POINTER, "none"));
        started.start();
        return started;
    }

    private Listener listen() throws IOException {
        Listener listening =
                web.listen(
                        new ListenerConfig("risk", "127.0.0.1", 0, Dialect.PROBLEM),
                        RouteTable.of(risk.resources()),
                        TestRisk::authenticate,
                        _ -> {});
        awaitReady();
        return listening;
    }

    private void awaitReady() {
        while (!risk.ready()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static FeatureSchema features() {
        return new Features(TestModels.FEATURES).schema();
    }

    private static Optional<Caller> authenticate(Head head) {
        return head.header("Authorization")
                .map(header -> {
                    Principal caller = CALLERS.get(header.substring("Bearer ".length()));
                    if (caller == null) {
                        throw Problem.unauthenticated("the token is not known");
                    }
                    return caller;
                });
    }

    private HttpRequest.Builder json(String path, String token) {
        return request(path, token).header("Content-Type", "application/json");
    }

    private HttpRequest.Builder request(String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address().resolve(path));
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static void assertStatus(int wanted, HttpResponse<String> response) {
        if (response.statusCode() != wanted) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
    }
}
