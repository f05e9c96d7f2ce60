package dev.sentinel.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.redis.Redis;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.base.testing.SetClock;
import dev.sentinel.base.testing.TestRedis;
import dev.sentinel.web.Problem;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Refreshing, with a real Redis and an identity that answers when the test says so. */
@Timeout(60)
final class BrowserSessionsTest {
    /** Two minutes before its end a token of an hour is replaced. */
    private static final Duration NEAR_THE_END = Duration.ofMinutes(59);

    private final SetClock clock = new SetClock("2026-06-05T10:00:00Z");
    private final SecureRandom random = new SecureRandom();
    private final SessionCookie cookies =
            new SessionCookie(new Secret("a service key of the tests"), true, random);
    private final TestRedis server = TestRedis.separate();
    private final String url = server.url();
    private final Redis redis = Redis.open(url);
    private final SealedTokens store = new SealedTokens(redis, random);
    private final TestIdentity identity = new TestIdentity();
    private final IdentityClient client = identity.client();
    private final BrowserSessions sessions = gateway();

    BrowserSessionsTest() throws IOException {}

    @AfterEach
    void close() {
        client.close();
        identity.close();
        redis.close();
        server.close();
    }

    private BrowserSessions gateway() {
        return new BrowserSessions(store, client, cookies, clock);
    }

    private SessionCookie.Value signedIn() {
        JsonNode result = Json.tree(Json.text(TestIdentity.tokens(1)));
        String set = sessions.begin(result);
        return cookies.of(TestHead.withCookies(set.substring(0, set.indexOf(';')))).orElseThrow();
    }

    private static String access(Optional<Tokens> tokens) {
        return tokens.orElseThrow().access().expose();
    }

    /** A page with many calls at once loses no time and makes one refresh. */
    @Test
    void nearItsEndATokenIsReplacedOnceWhileCallsGoOnWithIt() {
        CountDownLatch answers = new CountDownLatch(1);
        identity.beforeAnswer(() -> waitFor(answers));
        SessionCookie.Value cookie = signedIn();
        clock.pass(NEAR_THE_END);

        for (int i = 0; i < 20; i++) {
            assertThat(sessions.prepare(cookie)).isEmpty();
            assertThat(access(sessions.known(cookie))).isEqualTo("access-1");
        }
        answers.countDown();

        await().until(() -> access(sessions.known(cookie)).equals("access-2"));
        assertThat(sessions.prepare(cookie)).isEmpty();
        assertThat(identity.presented()).containsExactly("refresh-1");
    }

    @Test
    void farFromItsEndATokenIsLeftAlone() {
        SessionCookie.Value cookie = signedIn();
        clock.pass(NEAR_THE_END.minusMinutes(2));

        assertThat(sessions.prepare(cookie)).isEmpty();
        clock.pass(Duration.ofMinutes(2));
        assertThat(sessions.prepare(cookie)).isEmpty();

        await().until(() -> access(sessions.known(cookie)).equals("access-2"));
        assertThat(identity.presented()).containsExactly("refresh-1");
    }

    /**
     * A fail-over between identity's answer and the write: what is in Redis is used up, and shown
     * again after identity's grace it would look stolen.
     */
    @Test
    void tokensThatRedisDidNotTakeAreKeptAndOfferedAgain() {
        SessionCookie.Value cookie = signedIn();
        clock.pass(NEAR_THE_END);
        identity.beforeAnswer(this::refuseWrites);

        assertThat(sessions.prepare(cookie)).isEmpty();
        await().until(() -> access(sessions.known(cookie)).equals("access-2"));
        assertThat(access(store.read(cookie))).isEqualTo("access-1");
        takeWrites();
        await().until(() -> {
            assertThat(sessions.prepare(cookie)).isEmpty();
            return access(store.read(cookie)).equals("access-2");
        });

        Optional<Tokens> elsewhere = gateway().prepare(cookie).orElseThrow().join();
        assertThat(access(elsewhere)).isEqualTo("access-2");
        assertThat(access(sessions.known(cookie))).isEqualTo("access-2");
        assertThat(identity.presented()).containsExactly("refresh-1");
    }

    /** Who waits for the refresh is served, too: the tokens are good. */
    @Test
    void aRefreshCountsThoughRedisDidNotTakeIt() {
        SessionCookie.Value cookie = signedIn();
        clock.pass(Duration.ofMinutes(61));
        identity.beforeAnswer(this::refuseWrites);

        Optional<Tokens> tokens = sessions.prepare(cookie).orElseThrow().join();

        assertThat(access(tokens)).isEqualTo("access-2");
    }

    /** Redis comes back empty: the session is over, and tokens that were kept do not revive it. */
    @Test
    void keptTokensDoNotReviveASession() {
        SessionCookie.Value cookie = signedIn();
        clock.pass(NEAR_THE_END);
        identity.beforeAnswer(server::stop);
        assertThat(sessions.prepare(cookie)).isEmpty();
        await().until(() -> access(sessions.known(cookie)).equals("access-2"));

        server.start();

        await().until(() -> {
            Optional<CompletableFuture<Optional<Tokens>>> _ = sessions.prepare(cookie);
            return sessions.known(cookie).isEmpty();
        });
        await().ignoreExceptions().until(() -> store.read(cookie).isEmpty());
    }

    /** Contract studio.md 4.3: for ten seconds the same token gives the same successor. */
    @Test
    void aRefreshWithoutAnAnswerIsGivenUpInTimeForAnother() {
        CountDownLatch answers = new CountDownLatch(1);
        identity.beforeAnswer(() -> waitFor(answers));
        SessionCookie.Value cookie = signedIn();
        clock.pass(Duration.ofMinutes(61));

        assertThat(sessions.prepare(cookie).orElseThrow())
                .failsWithin(Duration.ofSeconds(9))
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem ->
                                assertThat(problem.kind())
                                        .isEqualTo(Problem.Kind.UPSTREAM_TIMEOUT));
        answers.countDown();

        assertThat(access(sessions.prepare(cookie).orElseThrow().join())).isEqualTo("access-2");
        assertThat(identity.presented()).isEqualTo(List.of("refresh-1", "refresh-1"));
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** As a primary that has become a replica: reads go on, writes are refused. */
    private void refuseWrites() {
        asOperator(connection -> connection.sync().replicaof("127.0.0.1", 1));
    }

    private void takeWrites() {
        asOperator(connection -> connection.sync().replicaofNoOne());
    }

    private void asOperator(Consumer<StatefulRedisConnection<String, String>> does) {
        RedisClient operator = RedisClient.create(url);
        try (StatefulRedisConnection<String, String> connection = operator.connect()) {
            does.accept(connection);
        } finally {
            operator.shutdown();
        }
    }
}
