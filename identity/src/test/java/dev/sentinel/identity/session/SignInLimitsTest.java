package dev.sentinel.identity.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
import dev.sentinel.identity.limit.AttemptLimit;
import dev.sentinel.identity.person.PeopleConfig;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestPlatform;
import dev.sentinel.identity.testing.TestPlatform.Options;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Contract studio.md 8 and 18.4. */
class SignInLimitsTest {
    private static final PeopleConfig STRICT = limited(new AttemptLimit(3, Duration.ofMinutes(5)));

    private static PeopleConfig limited(AttemptLimit signingIn) {
        return new PeopleConfig(
                PeopleConfig.DEFAULT.hashing(),
                PeopleConfig.DEFAULT.registration(),
                signingIn,
                new AttemptLimit(2, Duration.ofHours(1)),
                PeopleConfig.DEFAULT.accessLife(),
                PeopleConfig.DEFAULT.refreshLife(),
                Optional.empty());
    }

    @Test
    void twoProcessesShareTheCountOfAnAccount() {
        String redis = TestRedis.fresh();
        try (TestDatabase stores = TestPostgres.fresh("audit", "identity");
                TestPlatform one = new TestPlatform(stores, redis, Options.USUAL.people(STRICT));
                TestPlatform other =
                        new TestPlatform(stores, redis, Options.USUAL.people(STRICT))) {
            Alice alice = Alice.in(one, "viewer");
            Map<String, String> wrong = Map.of("email", alice.email, "password", "wrong");

            Alice.post(one, "/api/v1/auth/login", wrong);
            Alice.post(other, "/api/v1/auth/login", wrong);
            Answer third = Alice.post(one, "/api/v1/auth/login", wrong);
            Answer fourth = alice.login();

            assertThat(third.status()).isEqualTo(401);
            assertThat(third.header("RateLimit-Remaining")).isEqualTo("0");
            assertThat(fourth.status()).isEqualTo(429);
            assertThat(fourth.text("code")).isEqualTo("RATE_LIMIT_EXCEEDED");
            assertThat(Integer.parseInt(fourth.header("Retry-After"))).isBetween(1, 300);
            assertThat(fourth.header("RateLimit-Limit")).isEqualTo("3");
            assertThat(one.audited("acme").getFirst().event().metadata())
                    .containsEntry("reason", "rate_limited");
        }
    }

    @Test
    void whoGetsInBeginsAnew() {
        try (TestPlatform platform = new TestPlatform(Options.USUAL.people(STRICT))) {
            Alice alice = Alice.in(platform, "viewer");

            for (int i = 0; i < 3; i++) {
                alice.login("wrong");
                alice.login("wrong");
                assertThat(alice.login().status()).isEqualTo(200);
            }
        }
    }

    /** Only the account's count is forgotten: the address goes on counting. */
    @Test
    void gettingInDoesNotForgetTheAddress() {
        try (TestPlatform platform = new TestPlatform(Options.USUAL.people(STRICT))) {
            Alice alice = Alice.in(platform, "viewer");

            for (int i = 0; i < 12; i++) {
                assertThat(alice.login().status()).isEqualTo(200);
            }
            assertThat(alice.login().status()).isEqualTo(429);
        }
    }

    @Test
    void anAccountIsOneInAnySpelling() {
        try (TestPlatform platform = new TestPlatform(Options.USUAL.people(STRICT))) {
            Alice alice = Alice.in(platform, "viewer");
            for (String email : List.of(alice.email, alice.email.toUpperCase(Locale.ROOT))) {
                Map<String, String> wrong = Map.of("email", email, "password", "wrong");
                Alice.post(platform, "/api/v1/auth/login", wrong);
                Alice.post(platform, "/api/v1/auth/login", wrong);
            }

            assertThat(alice.login().status()).isEqualTo(429);
        }
    }

    /** Contract 18.4: allowed again after the window. */
    @Test
    void aWindowEndsAndTheNextAttemptIsAllowed() {
        PeopleConfig brief = limited(new AttemptLimit(1, Duration.ofSeconds(2)));
        try (TestPlatform platform = new TestPlatform(Options.USUAL.people(brief))) {
            Alice alice = Alice.in(platform, "viewer");
            await().until(() -> alice.login("wrong").status() == 429);

            await().atMost(Duration.ofSeconds(30)).until(() -> alice.login().status() == 200);
        }
    }

    @Test
    void oneAddressThatTriesManyAccountsIsStopped() {
        try (TestPlatform platform = new TestPlatform(Options.USUAL.people(STRICT))) {
            for (int i = 0; i < 13; i++) {
                Answer last =
                        Alice.post(
                                platform,
                                "/api/v1/auth/login",
                                Map.of("email", "a" + i + "@acme.test", "password", "wrong"));
                assertThat(last.status()).isEqualTo(i < 12 ? 401 : 429);
            }
        }
    }

    @Test
    void registeringIsLimitedByAddress() {
        try (TestPlatform platform = new TestPlatform(Options.USUAL.people(STRICT))) {
            Alice.post(platform, "/api/v1/auth/register", Alice.account("a@b.test", "viewer"));
            Alice.post(platform, "/api/v1/auth/register", Alice.account("b@b.test", "viewer"));
            Answer third =
                    Alice.post(
                            platform, "/api/v1/auth/register", Alice.account("c@b.test", "viewer"));

            assertThat(third.status()).isEqualTo(429);
        }
    }

    /** Who tries passwords must not only have to wait until Redis is away. */
    @Test
    void nobodyGetsInWhileRedisIsAway() {
        try (TestPlatform platform = new TestPlatform(Options.USUAL.people(STRICT))) {
            Alice alice = Alice.in(platform, "viewer");
            platform.redis.close();

            assertThat(alice.login().status()).isEqualTo(503);
        }
    }
}
