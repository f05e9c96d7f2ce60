package dev.sentinel.identity.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestPlatform;
import dev.sentinel.identity.testing.TestPlatform.Options;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class OutageTest {

    private static void eventually(BooleanSupplier condition) {
        Instant deadline = Instant.now().plusSeconds(20);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(deadline);
        }
    }

    @Test
    void healthNamesTheStoreThatIsAwayAndAllHeals() {
        try (TestPostgres postgres = TestPostgres.separate();
                TestRedis redis = TestRedis.separate();
                TestDatabase stores = postgres.database("audit", "identity");
                TestPlatform platform = new TestPlatform(stores, redis.url(), Options.USUAL)) {
            assertThat(platform.get("/health").body())
                    .isEqualTo(
                            "{\"status\":\"ok\",\"postgres\":\"connected\",\"redis\":\"connected\"}");
            String agentId = platform.hasAgent("agents:read");
            String secret = platform.hasCredential(agentId).text("clientSecret");

            redis.stop();
            Answer withoutRedis = platform.get("/health");
            assertThat(withoutRedis.status()).isEqualTo(503);
            assertThat(withoutRedis.text("redis")).isEqualTo("error");
            assertThat(withoutRedis.text("postgres")).isEqualTo("connected");
            // Tokens and revocations need no Redis.
            assertThat(platform.token(agentId, secret).status()).isEqualTo(200);
            redis.start();
            eventually(() -> platform.get("/health").status() == 200);

            postgres.stop();
            Answer refused = platform.token(agentId, secret);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.text("error")).isEqualTo("temporarily_unavailable");
            assertThat(platform.get("/health").text("postgres")).isEqualTo("error");
            assertThat(platform.get("/.well-known/jwks.json").status()).isEqualTo(200);
            postgres.start();
            eventually(() -> platform.token(agentId, secret).status() == 200);
            eventually(() -> platform.get("/health").status() == 200);
        }
    }
}
