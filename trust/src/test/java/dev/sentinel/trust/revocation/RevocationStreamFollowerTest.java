package dev.sentinel.trust.revocation;

import static dev.sentinel.trust.revocation.TestLog.NOW;
import static dev.sentinel.trust.revocation.TestLog.SEAL;
import static dev.sentinel.trust.revocation.TestLog.at;
import static dev.sentinel.trust.revocation.TestLog.entry;
import static dev.sentinel.trust.revocation.TestLog.piece;
import static dev.sentinel.trust.revocation.TestLog.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sentinel.base.Unavailable;
import dev.sentinel.base.redis.Redis;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.base.testing.TestRedis;
import dev.sentinel.trust.revocation.StreamEntry.Heartbeat;
import dev.sentinel.trust.revocation.TestLog.StandingClock;
import io.lettuce.core.XAddArgs;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The stream, read from a real Redis. */
final class RevocationStreamFollowerTest {
    private final StandingClock clock = new StandingClock();
    private final Revocations revocations = Revocations.following(clock, Duration.ofSeconds(10));
    private final TestRedis server = TestRedis.separate();
    private final Redis redis = Redis.open(server.url());
    private final RevocationStreamFollower follower =
            new RevocationStreamFollower(redis, SEAL, revocations);

    @AfterEach
    void close() {
        follower.close();
        redis.close();
        server.close();
    }

    private void write(String id, StreamEntry entry, StreamSeal seal) {
        redis.call(commands ->
                commands.xadd(StreamEntry.KEY, new XAddArgs().id(id), entry.sealed(seal)));
    }

    /** Until the follower has seen the stream, whose earlier entries are none of its business. */
    private void follow() {
        revocations.take(piece(41), NOW);
        clock.move(Duration.ofSeconds(11));
        follower.start();
        beatUntilFresh(41);
    }

    private void beatUntilFresh(long sequence) {
        await().ignoreException(Unavailable.class)
                .until(() -> {
                    clock.move(Duration.ofMillis(1));
                    write(
                            sequence + "-" + clock.millis(),
                            new Heartbeat(at(sequence), clock.instant()),
                            SEAL);
                    return revocations.fresh();
                });
    }

    @Test
    void revocationsAndHeartbeatsArrive() {
        follow();
        write("42-0", entry(42, "bot"), SEAL);

        await().until(() -> revocations.covers(token("bot")));
        assertThat(revocations.position()).isEqualTo(at(42));
    }

    @Test
    void whoCannotBeToldOfARevocationDoesNotEndTheFollowing() {
        follow();
        AtomicInteger told = new AtomicInteger();
        revocations.tell(_ -> {
            if (told.getAndIncrement() == 0) {
                throw new StackOverflowError("the first time");
            }
        });
        write("42-0", entry(42, "bot"), SEAL);
        write("43-0", entry(43, "other"), SEAL);

        await().until(() -> revocations.covers(token("other")));
        assertThat(revocations.covers(token("bot"))).isTrue();
    }

    /** A forged revocation would stop any agent; what was forged is as if it were not there. */
    @Test
    void whatSomebodyElseWroteIsPassedOver() {
        follow();
        write("42-0", entry(42, "bot"), new StreamSeal(new Secret("somebody else's")));
        write("43-0", entry(42, "other"), SEAL);

        await().until(() -> revocations.covers(token("other")));
        assertThat(revocations.covers(token("bot"))).isFalse();
    }

    @Test
    void aRedisThatComesBackIsReadOn() {
        follow();
        server.stop();
        clock.move(Duration.ofSeconds(11));
        assertThat(revocations.fresh()).isFalse();
        server.start();

        beatUntilFresh(41);
        write("42-0", entry(42, "bot"), SEAL);

        await().until(() -> revocations.covers(token("bot")));
    }

    /** After a restore of the database the numbers are lower than those that were read. */
    @Test
    void aStreamThatBeginsAgainLowerIsFound() {
        follow();
        redis.call(commands -> commands.del(StreamEntry.KEY));
        Position restored = new Position(12, "another");
        revocations.take(new FeedPiece(List.of(), restored, 12, true, NOW), NOW);
        clock.move(Duration.ofSeconds(11));

        await().atMost(Duration.ofSeconds(30))
                .until(() -> {
                    clock.move(Duration.ofMillis(1));
                    write("12-" + clock.millis(), new Heartbeat(restored, clock.instant()), SEAL);
                    return revocations.fresh();
                });
        assertThat(revocations.position()).isEqualTo(restored);
    }
}
