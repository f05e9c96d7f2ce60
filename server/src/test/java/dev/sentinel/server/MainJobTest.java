package dev.sentinel.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.config.Settings;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.sql.DatabaseConfig;
import dev.sentinel.base.testing.ReferencePage;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
import dev.sentinel.risk.feature.FeatureConfig;
import dev.sentinel.risk.model.ModelFile;
import dev.sentinel.risk.replay.HandbookTraining;
import dev.sentinel.risk.train.BoostParameters;
import dev.sentinel.risk.train.TrainOutcome;
import dev.sentinel.risk.train.TrainingPlan;
import dev.sentinel.trust.Principal;
import dev.sentinel.trust.Role;
import dev.sentinel.web.Authenticator;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole process on real stores: from an agent's registration to a decision on the record. */
@Timeout(120)
final class MainJobTest {
    private static final String ADMIN = "Bearer alice-signs-in";
    private static final String JSON = "application/json";

    @TempDir private Path directory = Path.of("");
    private final TestDatabase stores = TestPostgres.fresh("audit", "identity", "risk");
    private final List<Integer> ports = freePorts(4);
    private final HttpClient http = HttpClient.newHttpClient();
    private Optional<Sentinel> sentinel = Optional.empty();

    @BeforeEach
    void start() {
        sentinel =
                Optional.of(
                        Sentinel.start(
                                settings(),
                                new Additions(alice(), List.of()),
                                Clock.systemUTC(),
                                new SecureRandom()));
    }

    @AfterEach
    void stop() {
        sentinel.ifPresent(Sentinel::close);
        http.close();
        stores.close();
    }

    @Test
    void anAgentScoresAPaymentAndTheLogSaysSo() throws IOException, InterruptedException {
        String token = agentToken("risk:score");
        assertThat(score(token, "before").statusCode()).isEqualTo(503);
        activateModel();

        HttpResponse<byte[]> decision = score(token, "first-1");

        assertThat(decision.statusCode()).isEqualTo(200);
        JsonNode answer = Json.read(decision.body());
        assertThat(answer.path("decision").asText()).isIn("PASS", "REVIEW", "HOLD", "BLOCK");
        assertThat(answer.path("risk_score").asInt()).isBetween(0, 1_000);
        assertThat(answer.path("reasons").size()).isBetween(1, 3);
        assertThat(answer.path("evidence").size()).isBetween(1, 4);
        assertThat(score(token, "first-1").body()).isEqualTo(decision.body());
        assertThat(actions())
                .contains("agent.created", "credential.generated", "token.issued", "decision.made");
    }

    @Test
    void aTokenWithoutTheScopeIsRefusedAtTheGateway() throws IOException, InterruptedException {
        assertThat(score(agentToken("agents:read"), "refused").statusCode()).isEqualTo(403);
        assertThat(score("not-a-token", "refused").statusCode()).isEqualTo(401);
    }

    /** DESIGN.md section 5: suspending an agent stops its live tokens at once. */
    @Test
    void aSuspendedAgentsTokenDiesAtTheGateway() throws IOException, InterruptedException {
        JsonNode agent = registered();
        String token = token(agent, "risk:score");
        assertThat(score(token, "alive").statusCode()).isEqualTo(503);

        HttpResponse<byte[]> suspended =
                send(
                        identity("/api/v1/agents/" + agent.path("agentId").asText())
                                .header("Authorization", ADMIN)
                                .header("Content-Type", JSON)
                                .method(
                                        "PATCH",
                                        BodyPublishers.ofString("{\"status\":\"suspended\"}")));
        assertThat(suspended.statusCode()).isEqualTo(200);

        Instant deadline = Instant.now().plusSeconds(10);
        int status = score(token, "dead").statusCode();
        while (status != 401 && Instant.now().isBefore(deadline)) {
            status = score(token, "dead").statusCode();
        }
        assertThat(status).isEqualTo(401);
    }

    private String agentToken(String scope) throws IOException, InterruptedException {
        return token(registered(), scope);
    }

    private JsonNode registered() throws IOException, InterruptedException {
        return json(
                201,
                identity("/api/v1/agents")
                        .header("Authorization", ADMIN)
                        .header("Content-Type", JSON)
                        .POST(
                                BodyPublishers.ofString(
                                        """
                                        {"email":"payer@acme.example","agentType":"router",
                                         "version":"1.0.0","capabilities":["payments:score"],
                                         "owner":"treasury","deploymentEnv":"development"}
                                        """)));
    }

    private String token(JsonNode agent, String scope) throws IOException, InterruptedException {
        String id = agent.path("agentId").asText();
        JsonNode credential =
                json(
                        201,
                        identity("/api/v1/agents/" + id + "/credentials")
                                .header("Authorization", ADMIN)
                                .header("Content-Type", JSON)
                                .POST(BodyPublishers.ofString("{}")));
        return json(
                        200,
                        identity("/api/v1/token")
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(
                                        BodyPublishers.ofString(
                                                "grant_type=client_credentials&scope="
                                                        + scope
                                                        + "&client_id="
                                                        + id
                                                        + "&client_secret="
                                                        + credential
                                                                .path("clientSecret")
                                                                .asText())))
                .path("access_token")
                .asText();
    }

    private HttpResponse<byte[]> score(String token, String txId)
            throws IOException, InterruptedException {
        return send(
                gateway("/v1/risk/score")
                        .header("Authorization", "Bearer " + token)
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
                                                .formatted(txId))));
    }

    private void activateModel() throws IOException, InterruptedException {
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

    private List<String> actions() throws IOException, InterruptedException {
        JsonNode page =
                json(200, identity("/api/v1/audit?limit=100").header("Authorization", ADMIN).GET());
        List<String> actions = new ArrayList<>();
        page.path("data").forEach(event -> actions.add(event.path("action").asText()));
        return actions;
    }

    private JsonNode json(int status, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = send(request);
        assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(status);
        return Json.read(answer.body());
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return http.send(
                request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofByteArray());
    }

    private HttpRequest.Builder gateway(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.get(0) + path));
    }

    private HttpRequest.Builder identity(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.get(1) + path));
    }

    private Settings settings() {
        DatabaseConfig app = stores.app();
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
        values.put("REDIS_URL", TestRedis.fresh());
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
        values.put(
                "SERVICE_CONFIG_PATH",
                ReferencePage.checkout().resolve("config/services.yaml").toString());
        return Settings.of(values);
    }

    private static Authenticator alice() {
        return head ->
                head.header("Authorization").filter(ADMIN::equals).isPresent()
                        ? Optional.of(
                                new Principal.Person("alice", "acme", Role.ADMIN, Optional.empty()))
                        : Optional.empty();
    }

    private static List<Integer> freePorts(int count) {
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
