package dev.sentinel.identity.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestPlatform;
import dev.sentinel.identity.testing.TestPlatform.Options;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Contract agentidp section 10: 100 requests a minute per client, per address without a token. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestLimitsTest {
    private static final String AGENTS = "/api/v1/agents";
    private static final int LIMIT = 10;
    // Longer than any test runs, on whatever machine.
    private static final Options LIMITED = Options.USUAL.requests(LIMIT, Duration.ofHours(1));
    private final String redis = TestRedis.fresh();
    private final TestDatabase stores = TestPostgres.fresh("audit", "identity");
    private final TestPlatform one = new TestPlatform(stores, redis, LIMITED);
    private final TestPlatform two = new TestPlatform(stores, redis, LIMITED);

    @AfterAll
    void close() {
        one.close();
        two.close();
        stores.close();
    }

    @Test
    void exactlyTheLimitPassesInAllProcessesTogether() {
        String agentId = one.hasAgent("agents:read");
        String secret = one.hasCredential(agentId).text("clientSecret");
        String token = one.token(agentId, secret).text("access_token");

        List<Answer> answers =
                IntStream.range(0, 40)
                        .parallel()
                        .mapToObj(i -> (i % 2 == 0 ? one : two).get(AGENTS, token))
                        .toList();

        // The token itself was the first request of the client.
        assertThat(answers).filteredOn(each -> each.status() == 200).hasSize(LIMIT - 1);
        assertThat(answers)
                .filteredOn(each -> each.status() == 200)
                .extracting(each -> each.header("X-RateLimit-Remaining"))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, LIMIT - 1).mapToObj(Integer::toString).toList());
        assertThat(answers)
                .filteredOn(each -> each.status() != 200)
                .allSatisfy(refused -> {
                    assertThat(refused.status()).isEqualTo(429);
                    assertThat(refused.text("code")).isEqualTo("RATE_LIMIT_EXCEEDED");
                    assertThat(refused.header("X-RateLimit-Limit")).isEqualTo("10");
                    assertThat(refused.header("X-RateLimit-Remaining")).isEqualTo("0");
                    assertThat(seconds(refused, "Retry-After")).isBetween(1L, 3_600L);
                    assertThat(seconds(refused, "X-RateLimit-Reset"))
                            .isBetween(now(), now() + 3_601);
                });
        assertThat(two.token(agentId, secret).status()).isEqualTo(429);
    }

    @Test
    void tokensCountForTheClientThatGetsThem() {
        String agentId = one.hasAgent("agents:read");
        String secret = one.hasCredential(agentId).text("clientSecret");

        List<Answer> answers =
                IntStream.range(0, LIMIT + 1).mapToObj(_ -> one.token(agentId, secret)).toList();

        assertThat(answers.subList(0, LIMIT)).allMatch(each -> each.status() == 200);
        Answer refused = answers.getLast();
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text("code")).isEqualTo("RATE_LIMIT_EXCEEDED");
        assertThat(refused.header("Retry-After")).isNotEmpty();
        assertThat(answers.getFirst().header("X-RateLimit-Remaining")).isEqualTo("9");
        // Another client behind the same address has its own.
        String other = one.hasAgent("agents:read");
        assertThat(one.token(other, one.hasCredential(other).text("clientSecret")).status())
                .isEqualTo(200);
    }

    /** Whoever guesses is stopped by address; a client's own limit cannot be used up by others. */
    @Test
    void failedTokenRequestsCountForTheAddress() {
        try (TestPlatform own =
                new TestPlatform(Options.USUAL.requests(LIMIT, Duration.ofHours(1)))) {
            String agentId = own.hasAgent("agents:read");
            String secret = own.hasCredential(agentId).text("clientSecret");

            List<Integer> guesses =
                    IntStream.range(0, LIMIT + 2)
                            .mapToObj(_ -> own.token(agentId, "sk_live_guess").status())
                            .toList();

            assertThat(guesses.subList(0, LIMIT)).containsOnly(401);
            assertThat(guesses.subList(LIMIT, LIMIT + 2)).containsOnly(429);
            assertThat(own.form("/api/v1/token", Map.of()).status()).isEqualTo(429);
            // A refusal for that leaves nothing in the audit log, which would grow with the
            // guesses.
            assertThat(own.audited("acme"))
                    .filteredOn(entry -> entry.event().action().equals("auth.failed"))
                    .hasSize(LIMIT);
            // Whoever is behind the same address, such as a proxy's, is not kept out by them.
            assertThat(own.token(agentId, secret).status()).isEqualTo(200);
        }
    }

    @Test
    void servicesAndWhoIsExemptAreNotCounted() {
        for (int i = 0; i < LIMIT + 5; i++) {
            Answer answer = one.get(AGENTS, TestPlatform.ADMIN);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("X-RateLimit-Limit")).isEmpty();
        }
    }

    @Test
    void aWindowEndsAndAnotherBegins() {
        try (TestPlatform quick =
                new TestPlatform(Options.USUAL.requests(2, Duration.ofSeconds(2)))) {
            String token = quick.tokenWith("agents:read");
            Instant begun = Instant.now();
            await().pollInterval(Duration.ofMillis(20))
                    .until(() -> quick.get(AGENTS, token).status() == 429);
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> quick.get(AGENTS, token).status() == 200);

            assertThat(Instant.now()).isAfter(begun.plusSeconds(1));
        }
    }

    /** A cache that is away refuses nobody, and opens nothing: each process goes on by itself. */
    @Test
    void withoutRedisEachProcessCountsForItself() {
        try (TestRedis away = TestRedis.separate();
                TestDatabase own = TestPostgres.fresh("audit", "identity");
                TestPlatform left = new TestPlatform(own, away.url(), LIMITED);
                TestPlatform right = new TestPlatform(own, away.url(), LIMITED)) {
            String token = left.tokenWith("agents:read");
            assertThat(left.get(AGENTS, token).status()).isEqualTo(200);
            away.stop();

            List<Integer> statuses =
                    IntStream.range(0, 2 * LIMIT)
                            .mapToObj(_ -> left.get(AGENTS, token).status())
                            .toList();

            // Two were counted while Redis was there.
            assertThat(statuses.subList(0, LIMIT - 2)).containsOnly(200);
            assertThat(statuses.subList(LIMIT - 2, 2 * LIMIT)).containsOnly(429);
            assertThat(
                            IntStream.range(0, LIMIT + 1)
                                    .mapToObj(_ -> right.get(AGENTS, token).status())
                                    .filter(status -> status == 200))
                    .hasSize(LIMIT);
        }
    }

    private static long seconds(Answer answer, String header) {
        return Long.parseLong(answer.header(header));
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }
}
