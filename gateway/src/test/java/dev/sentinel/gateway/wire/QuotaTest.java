package dev.sentinel.gateway.wire;

import static dev.sentinel.gateway.wire.RunningGateway.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sentinel.base.testing.TestRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** How often a route may be called, at all gateways together. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuotaTest {
    private static final String CASES = "GET /v1/cases/1";
    private final RecordingUpstream upstream = RecordingUpstream.ok();

    QuotaTest() throws IOException {}

    @AfterAll
    void close() throws IOException {
        upstream.close();
    }

    /** Windows longer than any test runs: nothing here waits for one to end. */
    @Test
    void exactlyTheQuotaPassesAtTwoGatewaysWhateverTheirClocksSay() throws Exception {
        String redis = TestRedis.fresh();
        Clock slow = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(-90));
        Clock fast = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(90));
        try (RunningGateway one =
                        new RunningGateway(
                                upstream.port(), redis, slow, Map.of(), "quota: { user: 25/1h }");
                RunningGateway two =
                        new RunningGateway(
                                upstream.port(), redis, fast, Map.of(), "quota: { user: 25/1h }")) {
            List<String> answers =
                    IntStream.range(0, 80)
                            .parallel()
                            .mapToObj(i -> ask(i % 2 == 0 ? one : two, request(CASES)))
                            .toList();

            List<String> passed =
                    answers.stream().filter(each -> Bytes.status(each) == 200).toList();
            assertThat(passed).hasSize(25);
            assertThat(passed)
                    .extracting(QuotaTest::remaining)
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 25).boxed().toList());
            assertThat(answers)
                    .filteredOn(each -> Bytes.status(each) != 200)
                    .allSatisfy(refused -> {
                        assertThat(Bytes.status(refused)).isEqualTo(429);
                        assertThat(refused).contains("\"code\":\"rate_limited\"");
                        assertThat(Integer.parseInt(Bytes.header(refused, "Retry-After")))
                                .isBetween(3_500, 3_600);
                    });
        }
    }

    /** draft-ietf-httpapi-ratelimit-headers-10 sections 3 and 4. */
    @Test
    void everyAnswerOfALimitedRouteSaysWhatIsLeft() throws Exception {
        try (RecordingUpstream broken = RecordingUpstream.answering("nonsense\r\n\r\n");
                RunningGateway gateway =
                        limited(broken.port(), "quota: { user: 3/1h, workspace: 9/1h }")) {
            String failed = ask(gateway, request("POST /v1/cases/1", "Content-Length: 0"));

            assertThat(Bytes.status(failed)).isEqualTo(502);
            assertThat(Bytes.header(failed, "RateLimit-Policy"))
                    .isEqualTo("\"user\";q=3;w=3600, \"workspace\";q=9;w=3600");
            assertThat(Bytes.header(failed, "RateLimit"))
                    .matches("\"user\";r=2;t=3(600|5..), \"workspace\";r=8;t=3(600|5..)");
        }
    }

    @Test
    void whoIsPastTheOwnQuotaUsesUpNothingOfTheWorkspace() throws Exception {
        try (RunningGateway gateway =
                limited(upstream.port(), "quota: { user: 2/1h, agent: 1/1h, workspace: 4/1h }")) {
            for (int i = 0; i < 10; i++) {
                ask(gateway, request(CASES));
            }
            String bot =
                    request("POST /v1/risk/score", "Content-Length: 0")
                            .replace("Bearer alice", "Bearer bot");

            String first = ask(gateway, bot);
            assertThat(Bytes.status(first)).isEqualTo(200);
            assertThat(Bytes.header(first, "RateLimit"))
                    .contains("\"agent\";r=0", "\"workspace\";r=1");
            assertThat(Bytes.status(ask(gateway, bot))).isEqualTo(429);
        }
    }

    /** Contract studio §5: tenant, then rate limit. */
    @Test
    void requestThatNamesAnotherTenantIsRefusedBeforeItIsCounted() throws Exception {
        String foreign = request("GET /v1/cases/1?tenant_id=wsp_other");
        try (RunningGateway gateway = limited(upstream.port(), "quota: { user: 1/1h }")) {
            assertThat(Bytes.status(ask(gateway, foreign))).isEqualTo(403);
            assertThat(Bytes.status(ask(gateway, request(CASES)))).isEqualTo(200);
            assertThat(Bytes.status(ask(gateway, request(CASES)))).isEqualTo(429);
            assertThat(ask(gateway, foreign))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("foreign_workspace");
        }
    }

    @Test
    void whatAClientSaysOfItselfIsNotCounted() throws Exception {
        try (RunningGateway gateway = limited(upstream.port(), "quota: { user: 1/1h }")) {
            assertThat(Bytes.status(ask(gateway, request(CASES)))).isEqualTo(200);
            assertThat(
                            Bytes.status(
                                    ask(
                                            gateway,
                                            request(
                                                    CASES,
                                                    "X-User-Id: usr_other",
                                                    "X-Forwarded-For: 203.0.113.9"))))
                    .isEqualTo(429);
        }
    }

    @Test
    void addressesAreThoseThatATrustedProxyNames() throws Exception {
        try (RunningGateway gateway =
                new RunningGateway(
                        upstream.port(),
                        TestRedis.fresh(),
                        Clock.systemUTC(),
                        Map.of("TRUSTED_PROXIES", "127.0.0.1/32"),
                        "quota: { address: 1/1h }")) {
            String left = "X-Forwarded-For: 198.51.100.1, 203.0.113.7";
            String right = "X-Forwarded-For: 198.51.100.1, 203.0.113.8";

            assertThat(Bytes.status(ask(gateway, request("GET /healthz", left)))).isEqualTo(200);
            assertThat(Bytes.status(ask(gateway, request("GET /healthz", left)))).isEqualTo(429);
            assertThat(Bytes.status(ask(gateway, request("GET /healthz", right)))).isEqualTo(200);
        }
    }

    @Test
    void openingAWebSocketIsACallLikeAnyOther() throws Exception {
        try (RunningGateway gateway = limited(upstream.port())) {
            gateway.rewrite(yaml ->
                    yaml.replace("websocket: true", "websocket: true\n    quota: { user: 1/1h }"));
            String open =
                    request(
                            "GET /api/v1/wrapped/socket",
                            "Connection: Upgrade",
                            "Upgrade: websocket",
                            "Sec-WebSocket-Version: 13",
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");

            assertThat(Bytes.status(ask(gateway, request("GET /api/v1/wrapped/x")))).isEqualTo(200);
            assertThat(Bytes.status(ask(gateway, open))).isEqualTo(429);
        }
    }

    @Test
    void anotherRegistryBringsAnotherQuotaAndKeepsTheCounts() throws Exception {
        String rule = "role: analyst }";
        try (RunningGateway gateway = limited(upstream.port(), "quota: { user: 1/1h }")) {
            assertThat(Bytes.status(ask(gateway, request(CASES)))).isEqualTo(200);
            assertThat(Bytes.status(ask(gateway, request(CASES)))).isEqualTo(429);

            gateway.rewrite(yaml -> yaml.replace("1/1h", "3/1h"));
            assertThat(remaining(ask(gateway, request(CASES)))).isEqualTo(1);

            gateway.rewrite(yaml -> yaml.replace(rule, "role: analyst, quota: {} }"));
            assertThat(Bytes.header(ask(gateway, request(CASES)), "RateLimit")).isEmpty();
        }
    }

    /** As the registry says for each route; the counters come back with Redis. */
    @Test
    void withoutRedisEachRouteGoesOnInItsOwnWay() throws Exception {
        try (TestRedis away = TestRedis.separate();
                RunningGateway gateway =
                        new RunningGateway(
                                upstream.port(), away.url(), Clock.systemUTC(), Map.of())) {
            gateway.rewrite(yaml ->
                    yaml.replace(
                                    "path: \"/v1/cases/{rest*}\", role: analyst }",
                                    "path: \"/v1/cases/{rest*}\", role: analyst, quota: { user: 2/1h } }")
                            .replace(
                                    "access: open, audit: none }",
                                    "access: open, audit: none, quota: { address: 9/1h,"
                                            + " without_redis: refuse } }")
                            .replace(
                                    "scope(risk:score)\" }",
                                    "scope(risk:score)\", quota: { user: 1/1h,"
                                            + " without_redis: allow } }"));
            String score = request("POST /v1/risk/score", "Content-Length: 0");
            assertThat(Bytes.status(ask(gateway, request(CASES)))).isEqualTo(200);
            assertThat(Bytes.status(ask(gateway, request("GET /healthz")))).isEqualTo(200);

            away.stop();
            assertThat(Bytes.status(ask(gateway, request(CASES)))).isEqualTo(200);
            assertThat(Bytes.status(ask(gateway, request(CASES)))).isEqualTo(429);
            assertThat(Bytes.status(ask(gateway, request("GET /healthz")))).isEqualTo(503);
            for (int i = 0; i < 3; i++) {
                assertThat(Bytes.status(ask(gateway, score))).isEqualTo(200);
            }

            away.start();
            await().until(() -> Bytes.status(ask(gateway, request("GET /healthz"))) == 200);
            assertThat(Bytes.status(ask(gateway, score))).isEqualTo(200);
            assertThat(Bytes.status(ask(gateway, score))).isEqualTo(429);
        }
    }

    private static RunningGateway limited(int port, String... lines) throws IOException {
        return new RunningGateway(port, TestRedis.fresh(), Clock.systemUTC(), Map.of(), lines);
    }

    private static String ask(RunningGateway gateway, String request) {
        try (Bytes client = gateway.connect()) {
            return client.send(request).readMessage();
        } catch (IOException cut) {
            throw new UncheckedIOException(cut);
        }
    }

    private static int remaining(String answer) {
        return Integer.parseInt(
                Bytes.header(answer, "RateLimit").replaceFirst(".*;r=([0-9]+);.*", "$1"));
    }
}
