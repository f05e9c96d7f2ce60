package dev.sentinel.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
import dev.sentinel.server.TestSentinel.Credential;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store is taken away from the whole running process: what needs it answers 503 in its own
 * dialect, the rest goes on, and all heals by itself.
 */
@Timeout(180)
final class StoresAwayTest {
    private static final Duration HEALS_WITHIN = Duration.ofSeconds(30);
    // Two seconds are the bound of a call; a machine under test may need some more.
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(8);

    @TempDir private Path directory = Path.of("");

    @Test
    void postgresGoesAndComesBack() throws IOException, InterruptedException {
        try (TestPostgres postgres = TestPostgres.separate();
                TestDatabase stores = postgres.database("audit", "identity", "risk");
                TestSentinel platform = new TestSentinel(directory, stores, TestRedis.fresh())) {
            platform.start();
            platform.hasModel();
            Credential credential = platform.hasCredential(platform.hasAgent());
            String token = platform.token(credential, "risk:score");
            assertThat(platform.score(token, "before").statusCode()).isEqualTo(200);

            postgres.stop();

            HttpResponse<byte[]> noToken = soon(() -> platform.askToken(credential, "risk:score"));
            assertThat(noToken.statusCode()).isEqualTo(503);
            assertThat(text(noToken)).contains("\"error\":\"temporarily_unavailable\"");
            HttpResponse<byte[]> noAgent = soon(() -> platform.send(agents(platform)));
            assertThat(noAgent.statusCode()).isEqualTo(503);
            assertThat(text(noAgent)).contains("\"code\":\"SERVICE_UNAVAILABLE\"");
            HttpResponse<byte[]> noDecision = soon(() -> platform.score(token, "while-away"));
            assertThat(noDecision.statusCode()).isEqualTo(503);
            assertThat(noDecision.headers().firstValue("Content-Type"))
                    .contains("application/problem+json");
            goesOnWithoutPostgres(platform);
            assertThat(health(platform).path("status").asText()).isEqualTo("error");
            assertThat(health(platform).path("postgres").asText()).isEqualTo("error");
            assertThat(health(platform).path("redis").asText()).isEqualTo("ok");
            gatewayMisses("postgres", platform);

            postgres.start();

            await().atMost(HEALS_WITHIN)
                    .until(() -> platform.askToken(credential, "risk:score").statusCode() == 200);
            await().atMost(HEALS_WITHIN)
                    .until(() -> platform.score(token, "while-away").statusCode() == 200);
            assertThat(platform.send(agents(platform)).statusCode()).isEqualTo(201);
            await().atMost(HEALS_WITHIN)
                    .until(() -> health(platform).path("status").asText().equals("ok"));
            await().atMost(HEALS_WITHIN)
                    .until(() -> platform.send(ready(platform)).statusCode() == 200);
        }
    }

    @Test
    void redisGoesAndComesBack() throws IOException, InterruptedException {
        try (TestRedis redis = TestRedis.separate();
                TestDatabase stores = TestPostgres.fresh("audit", "identity", "risk");
                TestSentinel platform = new TestSentinel(directory, stores, redis.url())) {
            platform.start();
            platform.hasModel();
            String agent = platform.hasAgent();
            Credential credential = platform.hasCredential(agent);

            redis.stop();

            String token = platform.token(credential, "risk:score");
            assertThat(platform.score(token, "without-redis").statusCode()).isEqualTo(200);
            assertThat(health(platform).path("redis").asText()).isEqualTo("error");
            assertThat(health(platform).path("postgres").asText()).isEqualTo("ok");
            gatewayMisses("redis", platform);
            // Revocations go on over the feed.
            assertThat(platform.send(suspending(platform, agent)).statusCode()).isEqualTo(200);
            await().atMost(HEALS_WITHIN)
                    .until(() -> platform.score(token, "suspended").statusCode() == 401);

            redis.start();

            await().atMost(HEALS_WITHIN)
                    .until(() -> health(platform).path("status").asText().equals("ok"));
        }
    }

    /** Keys, verification from memory, forwarding, and what is kept in the object store. */
    private static void goesOnWithoutPostgres(TestSentinel platform)
            throws IOException, InterruptedException {
        assertThat(platform.send(platform.identity("/.well-known/jwks.json").GET()).statusCode())
                .isEqualTo(200);
        assertThat(platform.send(platform.gateway("/healthz").GET()).statusCode()).isEqualTo(200);
        HttpResponse<byte[]> models =
                platform.send(
                        platform.gateway("/v1/models")
                                .header("Authorization", TestSentinel.ADMIN)
                                .GET());
        assertThat(models.statusCode()).as(text(models)).isEqualTo(200);
    }

    /** Contract studio §10, §18.10: no longer ready, but nobody is to restart it. */
    private static void gatewayMisses(String store, TestSentinel platform)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> ready = platform.send(ready(platform));
        assertThat(ready.statusCode()).as(text(ready)).isEqualTo(503);
        JsonNode answer = Json.read(ready.body());
        assertThat(answer.path("success").asBoolean(true)).isFalse();
        JsonNode result = answer.path("result");
        assertThat(result.path("status").asText()).isEqualTo("down");
        JsonNode found = result.path("dependencies");
        assertThat(found.path(store).path("status").asText()).isEqualTo("unhealthy");
        String other = store.equals("redis") ? "postgres" : "redis";
        assertThat(found.path(other).path("status").asText()).isEqualTo("healthy");
        assertThat(platform.send(platform.gateway("/health").GET()).statusCode()).isEqualTo(200);
    }

    private static HttpRequest.Builder ready(TestSentinel platform) {
        return platform.gateway("/api/v1/health").GET();
    }

    private static HttpRequest.Builder agents(TestSentinel platform) {
        return platform.identity("/api/v1/agents")
                .header("Authorization", TestSentinel.ADMIN)
                .header("Content-Type", "application/json")
                .POST(
                        BodyPublishers.ofString(
                                """
                                {"email":"late@acme.example","agentType":"router",
                                 "version":"1.0.0","capabilities":["payments:score"],
                                 "owner":"treasury","deploymentEnv":"development"}
                                """));
    }

    private static HttpRequest.Builder suspending(TestSentinel platform, String agent) {
        return platform.identity("/api/v1/agents/" + agent)
                .header("Authorization", TestSentinel.ADMIN)
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString("{\"status\":\"suspended\"}"));
    }

    private static JsonNode health(TestSentinel platform) throws IOException, InterruptedException {
        return Json.read(platform.send(platform.management("/health").GET()).body());
    }

    private interface Call {
        HttpResponse<byte[]> answer() throws IOException, InterruptedException;
    }

    private static HttpResponse<byte[]> soon(Call call) throws IOException, InterruptedException {
        long from = System.nanoTime();
        HttpResponse<byte[]> answer = call.answer();
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(ANSWERS_WITHIN);
        return answer;
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), UTF_8);
    }
}
