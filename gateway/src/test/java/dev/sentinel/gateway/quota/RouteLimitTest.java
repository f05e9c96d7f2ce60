package dev.sentinel.gateway.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.base.redis.Redis;
import dev.sentinel.gateway.registry.RouteQuota;
import dev.sentinel.gateway.registry.RouteQuota.Per;
import dev.sentinel.gateway.registry.RouteQuota.WithoutRedis;
import dev.sentinel.trust.limit.Quota;
import dev.sentinel.trust.limit.RateLimiter;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouteLimitTest {
    /** As {@code sentinel routes} prints it. */
    @Test
    void theMatrixSaysWhoMayCallHowOftenAndWhatHappensWithoutRedis() {
        RouteQuota quota =
                new RouteQuota(
                        "zen",
                        Map.of(
                                Per.WORKSPACE, new Quota(900, Duration.ofSeconds(10)),
                                Per.USER, new Quota(60, Quota.MINUTE)),
                        WithoutRedis.REFUSE);
        try (Redis nowhere = Redis.open("redis://127.0.0.1:1")) {
            RouteLimit limit =
                    new RouteLimit(
                            quota,
                            new RateLimiter(nowhere, Duration.ofSeconds(1), System::nanoTime));

            assertThat(limit.describe())
                    .isEqualTo(
                            "60 a minute for each user, 900 in 10 s for each workspace;"
                                    + " without Redis none");
        }
    }
}
