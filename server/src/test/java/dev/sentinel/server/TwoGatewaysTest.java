package dev.sentinel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two gateways, each the production program in a process of its own, which share a Redis.
 *
 * <p>Their clocks cannot differ here, and do not matter: windows end by Redis' own clock (decision
 * 0011). {@code QuotaTest} gives two gateways of one process clocks that are three minutes apart.
 */
@Timeout(400)
@StartsPrograms
final class TwoGatewaysTest {
    // Without AOT cache, beside all other tests.
    private static final Duration START_WITHIN = Duration.ofSeconds(150);
    private static final int QUOTA = 25;
    private static final int CALLS = 80;

    @TempDir private Path directory = Path.of("");
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void exactlyTheQuotaPassesAtBothTogether() throws Exception {
        try (TestDatabase stores = TestPostgres.fresh("audit", "identity", "risk");
                TestSentinel platform = new TestSentinel(directory, stores, TestRedis.fresh())) {
            platform.start();
            String token =
                    platform.token(platform.hasCredential(platform.hasAgent()), "risk:score");
            List<Integer> ports = TestSentinel.freePorts(4);
            List<Process> gateways = new ArrayList<>();
            try {
                gateways.add(serve(platform, ports.get(0), ports.get(1)));
                gateways.add(serve(platform, ports.get(2), ports.get(3)));
                for (int port : List.of(ports.get(0), ports.get(2))) {
                    await().atMost(START_WITHIN)
                            .ignoreExceptions()
                            .until(() ->
                                    ask(port, "/free/healthz", token).join().statusCode() == 200);
                }

                List<CompletableFuture<HttpResponse<Void>>> asked =
                        IntStream.range(0, CALLS)
                                .mapToObj(i -> ask(ports.get(i % 2 * 2), "/counted/healthz", token))
                                .toList();
                List<HttpResponse<Void>> answers =
                        asked.stream().map(CompletableFuture::join).toList();

                List<HttpResponse<Void>> passed =
                        answers.stream().filter(answer -> answer.statusCode() == 200).toList();
                assertThat(passed).hasSize(QUOTA);
                assertThat(passed)
                        .extracting(TwoGatewaysTest::remaining)
                        .containsExactlyInAnyOrderElementsOf(
                                IntStream.range(0, QUOTA).boxed().toList());
                assertThat(answers)
                        .filteredOn(answer -> answer.statusCode() != 200)
                        .extracting(HttpResponse::statusCode)
                        .containsOnly(429);
            } finally {
                gateways.forEach(Process::destroy);
                for (Process gateway : gateways) {
                    gateway.waitFor();
                }
            }
        } finally {
            http.shutdownNow();
        }
    }

    private CompletableFuture<HttpResponse<Void>> ask(int port, String path, String token) {
        return http.sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(30))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                BodyHandlers.discarding());
    }

    private static int remaining(HttpResponse<?> answer) {
        String standing = answer.headers().firstValue("RateLimit").orElse("");
        return Integer.parseInt(standing.replaceFirst("\"agent\";r=([0-9]+);t=[0-9]+", "$1"));
    }

    private Process serve(TestSentinel platform, int port, int management) throws IOException {
        Map<String, String> environment = new HashMap<>(platform.environment());
        environment.put("APP_PORT", Integer.toString(port));
        environment.put("MANAGEMENT_PORT", Integer.toString(management));
        environment.put(
                "SERVICE_CONFIG_PATH",
                registry(environment.getOrDefault("RISK_PORT", "")).toString());
        ProcessBuilder builder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.sentinel.server.cli.Main",
                                "serve",
                                "--roles",
                                "gateway")
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("gateway-" + port + ".log").toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Risk's health, which is open there: for agents here, with a quota and without. */
    private Path registry(String riskPort) throws IOException {
        String service =
                """
                  %1$s:
                    base_url: http://127.0.0.1:%2$s
                    mount: root
                    prefix: /%1$s
                    mode: explicit
                    auth: { type: none }
                    envelope: raw
                    errors: problem
                    %3$s
                    routes:
                      - { method: GET, path: /healthz, access: "scope(risk:score)" }
                """;
        return Files.writeString(
                directory.resolve("services.yaml"),
                "version: 1\nservices:\n"
                        + service.formatted("free", riskPort, "")
                        + service.formatted("counted", riskPort, "quota: { agent: 25/1h }"));
    }
}
