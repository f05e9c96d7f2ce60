package dev.sentinel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole process on real stores: from an agent's registration to a decision on the record. */
@Timeout(120)
final class MainJobTest {
    @TempDir private Path directory = Path.of("");
    private final TestDatabase stores = TestPostgres.fresh("audit", "identity", "risk");
    private TestSentinel platform;

    @BeforeEach
    void start() throws InterruptedException {
        platform = new TestSentinel(directory, stores, TestRedis.fresh());
        platform.start();
    }

    @AfterEach
    void stop() {
        platform.close();
        stores.close();
    }

    @Test
    void anAgentScoresAPaymentAndTheLogSaysSo() throws IOException, InterruptedException {
        String token = agentToken("risk:score");
        assertThat(platform.score(token, "before").statusCode()).isEqualTo(503);
        platform.hasModel();

        HttpResponse<byte[]> decision = platform.score(token, "first-1");

        assertThat(decision.statusCode()).isEqualTo(200);
        JsonNode answer = Json.read(decision.body());
        assertThat(answer.path("decision").asText()).isIn("PASS", "REVIEW", "HOLD", "BLOCK");
        assertThat(answer.path("risk_score").asInt()).isBetween(0, 1_000);
        assertThat(answer.path("reasons").size()).isBetween(1, 3);
        assertThat(answer.path("evidence").size()).isBetween(1, 4);
        assertThat(platform.score(token, "first-1").body()).isEqualTo(decision.body());
        assertThat(actions())
                .contains("agent.created", "credential.generated", "token.issued", "decision.made");
    }

    @Test
    void aTokenWithoutTheScopeIsRefusedAtTheGateway() throws IOException, InterruptedException {
        assertThat(platform.score(agentToken("agents:read"), "refused").statusCode())
                .isEqualTo(403);
        assertThat(platform.score("not-a-token", "refused").statusCode()).isEqualTo(401);
    }

    /** DESIGN.md section 5: suspending an agent stops its live tokens at once. */
    @Test
    void aSuspendedAgentsTokenDiesAtTheGateway() throws IOException, InterruptedException {
        String agent = platform.hasAgent();
        String token = platform.token(platform.hasCredential(agent), "risk:score");
        assertThat(platform.score(token, "alive").statusCode()).isEqualTo(503);

        HttpResponse<byte[]> suspended =
                platform.send(
                        platform.identity("/api/v1/agents/" + agent)
                                .header("Authorization", TestSentinel.ADMIN)
                                .header("Content-Type", "application/json")
                                .method(
                                        "PATCH",
                                        BodyPublishers.ofString("{\"status\":\"suspended\"}")));
        assertThat(suspended.statusCode()).isEqualTo(200);

        Instant deadline = Instant.now().plusSeconds(10);
        int status = platform.score(token, "dead").statusCode();
        while (status != 401 && Instant.now().isBefore(deadline)) {
            status = platform.score(token, "dead").statusCode();
        }
        assertThat(status).isEqualTo(401);
    }

    private String agentToken(String scope) throws IOException, InterruptedException {
        return platform.token(platform.hasCredential(platform.hasAgent()), scope);
    }

    private List<String> actions() throws IOException, InterruptedException {
        JsonNode page =
                platform.json(
                        200,
                        platform.identity("/api/v1/audit?limit=100")
                                .header("Authorization", TestSentinel.ADMIN)
                                .GET());
        List<String> actions = new ArrayList<>();
        page.path("data").forEach(event -> actions.add(event.path("action").asText()));
        return actions;
    }
}
