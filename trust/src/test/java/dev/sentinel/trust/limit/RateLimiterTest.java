package dev.sentinel.trust.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.base.redis.Redis;
import dev.sentinel.base.testing.TestRedis;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
    private static final Duration PATIENT = Duration.ofSeconds(20);
    private static final Quota FIVE = new Quota(5, Duration.ofHours(1));
    private static final Quota TWELVE = new Quota(12, Duration.ofHours(1));
    private static final Share ALICE = new Share("user:alice", FIVE);
    private static final Share BOB = new Share("user:bob", FIVE);
    private static final Share CAROL = new Share("user:carol", FIVE);
    private static final Share ACME = new Share("workspace:acme", TWELVE);

    /** Two processes, three people, one workspace: everything asked at once. */
    @Test
    void aRequestIsCountedInAllItsCountersOrInNone() {
        String url = TestRedis.fresh();
        try (Redis left = Redis.open(url);
                Redis right = Redis.open(url)) {
            RateLimiter one = limiter(left);
            RateLimiter two = limiter(right);

            List<CompletableFuture<List<Count>>> asked =
                    IntStream.range(0, 90)
                            .mapToObj(i ->
                                    (i % 2 == 0 ? one : two)
                                            .takeTogether(
                                                    List.of(
                                                            List.of(ALICE, BOB, CAROL).get(i % 3),
                                                            ACME)))
                            .toList();
            List<List<Count>> passed =
                    asked.stream()
                            .map(CompletableFuture::join)
                            .filter(counts -> counts.stream().allMatch(Count::passes))
                            .toList();

            assertThat(passed).hasSize(12);
            assertThat(passed)
                    .extracting(counts -> counts.get(1).number())
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.rangeClosed(1, 12).mapToObj(Long::valueOf).toList());
            assertThat(two.take(ACME).join().passes()).isFalse();
        }
    }

    @Test
    void whatIsAskedForTogetherSharesARoundTrip() {
        try (TestRedis server = TestRedis.separate();
                Redis redis = Redis.open(server.url())) {
            RateLimiter limiter = limiter(redis);
            // Redis has the script now.
            limiter.take(CAROL).join();
            long before = scripts(redis);

            List<CompletableFuture<Count>> asked =
                    limiter.together(
                            () -> Stream.of(ALICE, ALICE, BOB, ALICE).map(limiter::take).toList());

            assertThat(asked.stream().map(CompletableFuture::join).map(Count::number))
                    .containsExactly(1L, 2L, 1L, 3L);
            assertThat(scripts(redis)).isEqualTo(before + 1);
        }
    }

    private static long scripts(Redis redis) {
        Matcher calls =
                Pattern.compile("cmdstat_evalsha:calls=(\\d+)")
                        .matcher(redis.call(commands -> commands.info("commandstats")));
        assertThat(calls.find()).isTrue();
        return Long.parseLong(calls.group(1));
    }

    @Test
    void whoIsPastOneCounterLeavesTheOthersAsTheyAre() {
        try (Redis redis = Redis.open(TestRedis.fresh())) {
            RateLimiter limiter = limiter(redis);
            for (int i = 0; i < 20; i++) {
                limiter.take(List.of(ALICE, ACME)).join();
            }

            assertThat(limiter.take(ACME).join().number()).isEqualTo(6);
        }
    }

    /** Whoever has just found out that one is full must not miss the others. */
    @Test
    void everyCounterIsToldOfAlsoWhenOneIsKnownToBeFull() {
        try (Redis redis = Redis.open(TestRedis.fresh())) {
            RateLimiter limiter = limiter(redis);
            for (int i = 0; i < 5; i++) {
                limiter.take(ALICE).join();
            }
            assertThat(limiter.exhausted(ALICE)).isPresent();

            assertThat(limiter.take(List.of(ALICE, ACME)).join())
                    .extracting(Count::passes)
                    .containsExactly(false, true);
            assertThat(limiter.takeTogether(List.of(ACME, ALICE)).join())
                    .extracting(Count::number)
                    .containsExactly(0L, 6L);
        }
    }

    @Test
    void aloneItCountsInTheSameWay() {
        try (Redis nowhere = Redis.open("redis://127.0.0.1:1")) {
            RateLimiter limiter = new RateLimiter(nowhere, PATIENT, System::nanoTime);

            assertThat(
                            IntStream.range(0, 20)
                                    .mapToObj(_ -> limiter.take(List.of(ALICE, ACME)).join())
                                    .filter(counts -> counts.stream().allMatch(Count::passes)))
                    .hasSize(5);
            assertThat(limiter.take(ACME).join().number()).isEqualTo(6);
            assertThatThrownBy(() -> limiter.takeTogether(List.of(BOB)).join()).isNotNull();
            assertThat(
                            Stream.of(BOB, CAROL)
                                    .map(share -> limiter.take(share).join())
                                    .filter(Count::passes))
                    .hasSize(2);
        }
    }

    /** What is known to be used up is refused without a question, until its window ends. */
    @Test
    void aWindowEndsForWhoIsRefusedFromMemory() {
        long[] now = {0};
        try (Redis nowhere = Redis.open("redis://127.0.0.1:1")) {
            RateLimiter limiter = new RateLimiter(nowhere, PATIENT, () -> now[0]);
            Share once = new Share("once", new Quota(1, Duration.ofSeconds(60)));
            assertThat(limiter.take(once).join().passes()).isTrue();
            now[0] = Duration.ofSeconds(59).toNanos();
            assertThat(limiter.exhausted(once)).isPresent();
            assertThat(limiter.take(once).join().secondsLeft()).isEqualTo(1);
            now[0] = Duration.ofSeconds(60).toNanos();

            assertThat(limiter.take(once).join().passes()).isTrue();
        }
    }

    private static RateLimiter limiter(Redis redis) {
        RateLimiter limiter = new RateLimiter(redis, PATIENT, System::nanoTime);
        limiter.connect();
        return limiter;
    }
}
