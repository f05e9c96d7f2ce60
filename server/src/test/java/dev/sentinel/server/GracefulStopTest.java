package dev.sentinel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sentinel.base.json.Json;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
import dev.sentinel.server.TestSentinel.Credential;
import dev.sentinel.trust.ServiceKeys;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM to the production program, a process of its own, in the middle of its work. */
@Timeout(400)
@StartsPrograms
final class GracefulStopTest {
    // Without AOT cache, beside all other tests.
    private static final Duration START_WITHIN = Duration.ofSeconds(150);
    private static final int CALLERS = 4;
    private static final int ANSWERS_BEFORE_THE_STOP = 60;

    @TempDir private Path directory = Path.of("");
    private final Set<String> scored = ConcurrentHashMap.newKeySet();
    private final Set<String> issued = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refused = new AtomicInteger();

    @Test
    void whatWasAnsweredIsStoredAndOnTheRecord() throws Exception {
        try (TestDatabase stores = TestPostgres.fresh("audit", "identity", "risk");
                TestSentinel platform = new TestSentinel(directory, stores, TestRedis.fresh())) {
            platform.start();
            Credential credential = platform.hasCredential(platform.hasAgent());
            platform.hasModel();
            platform.stop();

            Process program = serving(platform);
            try {
                List<Thread> load = load(platform, credential);
                CompletableFuture<HttpResponse<byte[]>> verifier = longPoll(platform);
                await().atMost(START_WITHIN)
                        .until(() ->
                                Math.min(scored.size(), issued.size()) >= ANSWERS_BEFORE_THE_STOP);
                assertThat(refused).as("refused before the stop").hasValue(0);
                List<ProcessHandle> children = program.descendants().toList();

                program.destroy();

                // Five seconds are promised; a machine under test may need some more.
                assertThat(program.waitFor(15, TimeUnit.SECONDS)).isTrue();
                assertThat(program.exitValue()).isZero();
                assertThat(children).noneMatch(ProcessHandle::isAlive);
                for (Thread caller : load) {
                    caller.join();
                }
                assertThat(verifier).succeedsWithin(Duration.ofSeconds(5));
                assertThat(verifier.join().statusCode()).isEqualTo(200);
            } finally {
                program.destroyForcibly();
            }

            platform.start();
            Database owner = stores.openAsOwner();
            assertThat(storedPayments(owner)).containsAll(scored);
            assertThat(decisionsOnTheRecord(owner)).containsAll(scored);
            assertThat(tokensOnTheRecord(owner)).containsAll(issued);
            await().until(() -> eventsOutsideTheTree(owner) == 0);
        }
    }

    /** A start ends when a store takes longer than it may; whoever supervises it tries again. */
    private Process serving(TestSentinel platform) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Process program = serve(platform.environment());
            await().atMost(START_WITHIN)
                    .ignoreExceptions()
                    .until(() -> !program.isAlive() || health(platform) == 200);
            if (program.isAlive()) {
                return program;
            }
            assertThat(attempt)
                    .as(Files.readString(directory.resolve("program.log")))
                    .isLessThan(5);
        }
    }

    private Process serve(Map<String, String> environment) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-Xmx512m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.sentinel.server.cli.Main",
                                "serve")
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("program.log").toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static int health(TestSentinel platform) throws IOException, InterruptedException {
        return platform.send(platform.management("/health").GET()).statusCode();
    }

    /** Callers that ask for tokens and for decisions, one after the other, until nobody answers. */
    private List<Thread> load(TestSentinel platform, Credential credential)
            throws IOException, InterruptedException {
        String token = platform.token(credential, "risk:score");
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            String name = "stop-" + i + "-";
            callers.add(Thread.startVirtualThread(() -> call(platform, credential, token, name)));
        }
        return callers;
    }

    private void call(TestSentinel platform, Credential credential, String token, String name) {
        try {
            for (int n = 0; ; n++) {
                HttpResponse<byte[]> decision = platform.score(token, name + n);
                if (decision.statusCode() == 200) {
                    scored.add(name + n);
                } else {
                    refused.incrementAndGet();
                }
                HttpResponse<byte[]> answer = platform.askToken(credential, "risk:score");
                if (answer.statusCode() == 200) {
                    issued.add(tokenId(answer));
                } else {
                    refused.incrementAndGet();
                }
            }
        } catch (IOException _) {
            // Closed or refused: nothing was promised for this request.
        } catch (InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    private static String tokenId(HttpResponse<byte[]> answer) throws IOException {
        String token = Json.read(answer.body()).path("access_token").asText();
        byte[] claims = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
        return Json.read(claims).path("jti").asText();
    }

    /** As another process follows revocations; it must not hold up the stop, nor be cut off. */
    private static CompletableFuture<HttpResponse<byte[]>> longPoll(TestSentinel platform) {
        String key = platform.environment().getOrDefault("SENTINEL_SERVICE_KEY", "");
        return CompletableFuture.supplyAsync(() -> {
            try {
                return platform.send(
                        platform.identity("/api/v1/revocations?after=0&wait=25")
                                .header(
                                        "Authorization",
                                        ServiceKeys.header("gateway", new Secret(key)))
                                .GET());
            } catch (IOException | InterruptedException failure) {
                throw new AssertionError(failure);
            }
        });
    }

    private static List<String> storedPayments(Database owner) {
        return owner.read(tx ->
                tx.list(
                        row -> row.getString(1),
                        """
                        SELECT p.tx_id FROM risk.payment p
                          JOIN risk.risk_scores s USING (workspace, tx_id)
                        """));
    }

    private static List<String> decisionsOnTheRecord(Database owner) {
        return owner.read(tx ->
                tx.list(
                        row -> row.getString(1),
                        "SELECT target_id FROM audit.event WHERE action = 'decision.made'"));
    }

    private static List<String> tokensOnTheRecord(Database owner) {
        return owner.read(tx ->
                tx.list(
                        row -> Json.tree(row.getString(1)).path("tokenId").asText(),
                        "SELECT metadata FROM audit.event WHERE action = 'token.issued'"));
    }

    private static long eventsOutsideTheTree(Database owner) {
        return owner.read(tx ->
                        tx.one(
                                row -> row.getLong(1),
                                """
                                SELECT count(*) FROM audit.event e
                                 WHERE NOT EXISTS
                                       (SELECT 1 FROM audit.leaf l WHERE l.event_id = e.id)
                                """))
                .orElseThrow();
    }
}
