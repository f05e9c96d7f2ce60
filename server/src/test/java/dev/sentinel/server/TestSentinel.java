package dev.sentinel.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.config.Settings;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.sql.DatabaseConfig;
import dev.sentinel.base.testing.ReferencePage;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.risk.feature.FeatureConfig;
import dev.sentinel.risk.model.ModelFile;
import dev.sentinel.risk.replay.HandbookTraining;
import dev.sentinel.risk.train.BoostParameters;
import dev.sentinel.risk.train.TrainOutcome;
import dev.sentinel.risk.train.TrainingPlan;
import dev.sentinel.trust.Principal;
import dev.sentinel.trust.Role;
import dev.sentinel.web.Authenticator;
import dev.sentinel.web.Listener;
import dev.sentinel.web.RouteTable;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The whole process on real stores, and alice, who administers the workspace acme. */
final class TestSentinel implements AutoCloseable {
    static final String ADMIN = "Bearer alice-signs-in";
    private static final String JSON = "application/json";

    private final Path directory;
    private final List<Integer> ports = freePorts(4);
    private final Map<String, String> environment;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Optional<Sentinel> sentinel = Optional.empty();

    /** An agent's name and secret for the token endpoint. */
    record Credential(String clientId, String clientSecret) {}

    TestSentinel(Path directory, TestDatabase stores, String redisUrl) {
        this(directory, stores, redisUrl, Map.of());
    }

    /** With settings that a test wants otherwise. */
    TestSentinel(
            Path directory, TestDatabase stores, String redisUrl, Map<String, String> settings) {
        this.directory = directory;
        Map<String, String> all = new HashMap<>(environment(stores.app(), redisUrl));
        all.putAll(settings);
        this.environment = Map.copyOf(all);
    }

    /** Starts it in this process and waits until every role is ready. */
    void start() throws InterruptedException {
        start(Clock.systemUTC());
    }

    /** As {@link #start()}, by another clock. */
    void start(Clock clock) throws InterruptedException {
        Sentinel started =
                Sentinel.start(
                        Settings.of(environment),
                        new Additions(alice(), List.of()),
                        clock,
                        new SecureRandom());
        sentinel = Optional.of(started);
        started.awaitReady();
    }

    /** What the gateway serves now. */
    RouteTable gatewayRoutes() {
        return sentinel.orElseThrow().listeners().stream()
                .filter(listener -> listener.name().equals("gateway"))
                .map(Listener::table)
                .findFirst()
                .orElseThrow();
    }

    int gatewayPort() {
        return ports.get(0);
    }

    /** Has the files read again that may change. */
    void reload() {
        sentinel.orElseThrow().reload();
    }

    void stop() {
        sentinel.ifPresent(Sentinel::close);
        sentinel = Optional.empty();
    }

    @Override
    public void close() {
        stop();
        http.shutdownNow();
    }

    /** What another process needs to play the same platform. */
    Map<String, String> environment() {
        return environment;
    }

    /** A new agent with the scopes that its capabilities give it. */
    String hasAgent() throws IOException, InterruptedException {
        return registered(
                """
                {"email":"payer@acme.example","agentType":"router","version":"1.0.0",
                 "capabilities":["payments:score"],"owner":"treasury",
                 "deploymentEnv":"development"}
                """);
    }

    /** A new agent of this owner, with this scope alone. */
    String hasAgent(String name, String owner, String scope)
            throws IOException, InterruptedException {
        return registered(
                """
                {"email":"%s@acme.example","agentType":"monitor","version":"1.0.0",
                 "capabilities":["data:read"],"owner":"%s","deploymentEnv":"production",
                 "scopes":["%s"]}
                """
                        .formatted(name, owner, scope));
    }

    private String registered(String agent) throws IOException, InterruptedException {
        return json(
                        201,
                        identity("/api/v1/agents")
                                .header("Authorization", ADMIN)
                                .header("Content-Type", JSON)
                                .POST(BodyPublishers.ofString(agent)))
                .path("agentId")
                .asText();
    }

    void patch(String agentId, String change) throws IOException, InterruptedException {
        json(
                200,
                identity("/api/v1/agents/" + agentId)
                        .header("Authorization", ADMIN)
                        .header("Content-Type", JSON)
                        .method("PATCH", BodyPublishers.ofString(change)));
    }

    Credential hasCredential(String agentId) throws IOException, InterruptedException {
        JsonNode credential =
                json(
                        201,
                        identity("/api/v1/agents/" + agentId + "/credentials")
                                .header("Authorization", ADMIN)
                                .header("Content-Type", JSON)
                                .POST(BodyPublishers.ofString("{}")));
        return new Credential(agentId, credential.path("clientSecret").asText());
    }

    HttpResponse<byte[]> askToken(Credential credential, String scope)
            throws IOException, InterruptedException {
        return send(
                identity("/api/v1/token")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(
                                BodyPublishers.ofString(
                                        "grant_type=client_credentials&scope="
                                                + scope
                                                + "&client_id="
                                                + credential.clientId()
                                                + "&client_secret="
                                                + credential.clientSecret())));
    }

    String token(Credential credential, String scope) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = askToken(credential, scope);
        assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
        return Json.read(answer.body()).path("access_token").asText();
    }

    HttpResponse<byte[]> score(String token, String txId) throws IOException, InterruptedException {
        return send(scoring(txId).header("Authorization", "Bearer " + token));
    }

    /** A payment to score, without a token. */
    HttpRequest.Builder scoring(String txId) {
        return gateway("/v1/risk/score")
                .header("Content-Type", JSON)
                .POST(
                        BodyPublishers.ofString(
                                """
                                {"transaction":{"tx_id":"%s","created_at":"2026-06-05T10:00:00Z",
                                  "amount":84250,"currency":"BRL","direction":"pay_out",
                                  "channel":"bank_transfer","psp":"airwallex",
                                  "route_id":"route_latam_220","status":"completed",
                                  "status_reason":"approved","fee_total":684.5},
                                 "entities":{"sender_entity_id":"user_1088",
                                  "receiver_entity_id":"merchant_9001",
                                  "sender_country":"BR","receiver_country":"MX"}}
                                """
                                        .formatted(txId)));
    }

    void hasModel() throws IOException, InterruptedException {
        ModelFile model = trained();
        json(
                201,
                gateway("/v1/models")
                        .header("Authorization", ADMIN)
                        .header("Content-Type", JSON)
                        .POST(BodyPublishers.ofByteArray(model.toBytes())));
        json(
                200,
                gateway("/v1/models/active")
                        .header("Authorization", ADMIN)
                        .header("Content-Type", JSON)
                        .PUT(BodyPublishers.ofString("{\"version\":\"" + model.version() + "\"}")));
    }

    JsonNode json(int status, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = send(request);
        assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(status);
        return Json.read(answer.body());
    }

    HttpResponse<byte[]> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return http.send(
                request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofByteArray());
    }

    HttpRequest.Builder gateway(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.get(0) + path));
    }

    HttpRequest.Builder identity(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.get(1) + path));
    }

    HttpRequest.Builder management(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.get(3) + path));
    }

    /** A model of forty made-up days, in which large amounts are frauds. */
    private ModelFile trained() throws IOException {
        Instant first = Instant.parse("2018-04-01T00:00:00Z");
        StringBuilder csv =
                new StringBuilder(
                        "TRANSACTION_ID,TX_DATETIME,CUSTOMER_ID,TERMINAL_ID,TX_AMOUNT,TX_FRAUD\n");
        for (int i = 0; i < 2_000; i++) {
            boolean fraud = i % 25 == 7;
            String at =
                    first.plus(Duration.ofMinutes(28L * i))
                            .toString()
                            .replace('T', ' ')
                            .replace("Z", "");
            csv.append(i)
                    .append(',')
                    .append(at)
                    .append(',')
                    .append(i % 50)
                    .append(',')
                    .append(i % 20)
                    .append(',')
                    .append(fraud ? 400 + i % 9 : 20 + i % 90)
                    .append(',')
                    .append(fraud ? 1 : 0)
                    .append('\n');
        }
        Path file = Files.writeString(directory.resolve("payments.csv"), csv);
        Instant end = first.plus(Duration.ofDays(30));
        TrainOutcome outcome =
                new HandbookTraining(file, FeatureConfig.standard())
                        .train(
                                new TrainingPlan(
                                        "test-model",
                                        first,
                                        end,
                                        end.plus(Duration.ofDays(7)),
                                        end.plus(Duration.ofDays(7)),
                                        BoostParameters.standard()),
                                (_, _, _) -> {});
        assertThat(outcome).isInstanceOf(TrainOutcome.Trained.class);
        return ((TrainOutcome.Trained) outcome).model();
    }

    private Map<String, String> environment(DatabaseConfig app, String redisUrl) {
        Map<String, String> values = new HashMap<>();
        values.put(
                "DATABASE_URL",
                app.jdbcUrl()
                        .replace(
                                "jdbc:postgresql://",
                                "postgresql://"
                                        + app.user()
                                        + ":"
                                        + app.password().expose()
                                        + "@"));
        values.put("REDIS_URL", redisUrl);
        values.put("APP_HOST", "127.0.0.1");
        values.put("APP_PORT", ports.get(0).toString());
        values.put("IDENTITY_PORT", ports.get(1).toString());
        values.put("RISK_PORT", ports.get(2).toString());
        values.put("MANAGEMENT_PORT", ports.get(3).toString());
        values.put("SENTINEL_SERVICE_KEY", "a service key of the tests, long enough");
        values.put("CREDENTIAL_PEPPER", "a pepper of the tests, long enough too");
        values.put("SENTINEL_KEK", Base64.getEncoder().encodeToString(new byte[32]));
        values.put("AUDIT_SIGNING_KEY_PATH", directory.resolve("audit.pem").toString());
        values.put("OBJECT_STORE_DIR", directory.resolve("objects").toString());
        values.put("MAX_TOKENS_PER_MONTH", "0");
        values.put("RATE_LIMIT_MAX_REQUESTS", "0");
        values.put("RATE_LIMIT_LOGIN_ATTEMPTS", "1000");
        // Tests may be slow; what is tested here is not staleness.
        values.put("REVOCATION_MAX_STALENESS", "60s");
        values.put(
                "SERVICE_CONFIG_PATH",
                ReferencePage.checkout().resolve("config/services.yaml").toString());
        return Map.copyOf(values);
    }

    private static Authenticator alice() {
        return head ->
                head.header("Authorization").filter(ADMIN::equals).isPresent()
                        ? Optional.of(
                                new Principal.Person("alice", "acme", Role.ADMIN, Optional.empty()))
                        : Optional.empty();
    }

    static List<Integer> freePorts(int count) {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0));
            }
            List<Integer> ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
            for (ServerSocket socket : sockets) {
                socket.close();
            }
            return ports;
        } catch (IOException failure) {
            throw new IllegalStateException("no free ports", failure);
        }
    }
}
