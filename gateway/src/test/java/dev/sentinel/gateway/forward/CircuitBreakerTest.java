package dev.sentinel.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.gateway.wire.LogLines;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Contract studio §7.5: open after five failures in a row, half-open after ten seconds. */
class CircuitBreakerTest {
    private final AtomicLong nanos = new AtomicLong();
    private final CircuitBreaker breaker =
            new CircuitBreaker("zen", 5, Duration.ofSeconds(10), nanos::get);

    @Test
    void opensAfterFiveFailuresInARow() {
        fail(4);
        breaker.succeeded();
        fail(4);
        assertThat(breaker.admits()).isTrue();

        fail(1);
        assertThat(breaker.admits()).isFalse();
        assertThat(breaker.retryAfterSeconds()).isEqualTo(10);
    }

    @Test
    void admitsOneProbeAfterItsTime() {
        fail(5);
        pass(Duration.ofSeconds(10));

        assertThat(breaker.admits()).isTrue();
        assertThat(breaker.admits()).isFalse();
    }

    @Test
    void probeThatSucceedsClosesIt() {
        fail(5);
        pass(Duration.ofSeconds(11));
        assertThat(breaker.admits()).isTrue();
        breaker.succeeded();

        assertThat(breaker.isOpen()).isFalse();
        assertThat(breaker.admits()).isTrue();
    }

    @Test
    void probeThatFailsOpensItAgain() {
        fail(5);
        pass(Duration.ofSeconds(11));
        assertThat(breaker.admits()).isTrue();
        breaker.failed();
        pass(Duration.ofSeconds(9));

        assertThat(breaker.admits()).isFalse();
    }

    @Test
    void probeThatNeverEndsDoesNotBlockTheNext() {
        fail(5);
        pass(Duration.ofSeconds(10));
        assertThat(breaker.admits()).isTrue();
        pass(Duration.ofSeconds(10));

        assertThat(breaker.admits()).isTrue();
    }

    /** A flood of failing calls must not flood the log. */
    @Test
    void tellsOnceThatItOpensAndOnceThatItCloses() {
        try (LogLines log = LogLines.of(CircuitBreaker.class)) {
            fail(4);
            breaker.succeeded();
            fail(50);
            pass(Duration.ofSeconds(11));
            assertThat(breaker.admits()).isTrue();
            fail(1);
            breaker.succeeded();
            breaker.succeeded();

            assertThat(log.lines())
                    .filteredOn(line -> line.contains("zen"))
                    .containsExactly(
                            "WARN zen failed 5 times in a row: calls are refused, but for one each"
                                    + " 10000 ms",
                            "INFO zen answers again: calls go out to it");
        }
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed();
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
