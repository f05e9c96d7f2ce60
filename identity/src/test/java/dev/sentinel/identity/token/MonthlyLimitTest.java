package dev.sentinel.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestPlatform;
import dev.sentinel.identity.testing.TestPlatform.Options;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MonthlyLimitTest {

    @Test
    void countsExactlyAcrossProcessesAndRefusesTheRest() {
        Options options = new Options(0, 25);
        String redis = TestRedis.fresh();
        try (TestDatabase stores = TestPostgres.fresh("audit", "identity");
                TestPlatform one = new TestPlatform(stores, redis, options);
                TestPlatform two = new TestPlatform(stores, redis, options)) {
            String agentId = one.hasAgent("agents:read");
            String secret = one.hasCredential(agentId).text("clientSecret");

            List<Answer> answers =
                    IntStream.range(0, 60)
                            .parallel()
                            .mapToObj(i -> (i % 2 == 0 ? one : two).token(agentId, secret))
                            .toList();

            assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(25);
            assertThat(answers)
                    .filteredOn(answer -> answer.status() == 403)
                    .hasSize(35)
                    .allSatisfy(refused -> {
                        assertThat(refused.text("error")).isEqualTo("access_denied");
                        assertThat(refused.text("code")).isEqualTo("FREE_TIER_LIMIT_EXCEEDED");
                    });
            assertThat(kept(one, "SELECT tokens FROM identity.token_monthly_count")).isEqualTo(25);
            assertThat(
                            kept(
                                    one,
                                    """
                                    SELECT count(*) FROM audit.event
                                     WHERE action = 'token.issued'
                                    """))
                    .isEqualTo(25);
        }
    }

    @Test
    void aRestartForgetsNothing() {
        Options options = new Options(0, 5);
        try (TestDatabase stores = TestPostgres.fresh("audit", "identity")) {
            String agentId;
            String secret;
            try (TestPlatform before = new TestPlatform(stores, TestRedis.fresh(), options)) {
                agentId = before.hasAgent("agents:read");
                secret = before.hasCredential(agentId).text("clientSecret");
                for (int i = 0; i < 3; i++) {
                    assertThat(before.token(agentId, secret).status()).isEqualTo(200);
                }
            }
            // Redis is another: the month is not counted there.
            try (TestPlatform after = new TestPlatform(stores, TestRedis.fresh(), options)) {
                List<Integer> statuses =
                        IntStream.range(0, 4)
                                .mapToObj(_ -> after.token(agentId, secret).status())
                                .toList();

                assertThat(statuses).containsExactly(200, 200, 403, 403);
            }
        }
    }

    private static long kept(TestPlatform platform, String sql) {
        return platform.database.read(tx -> tx.one(row -> row.getLong(1), sql).orElseThrow());
    }
}
