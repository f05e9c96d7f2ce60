package dev.sentinel.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HoldsTest {
    private static final Duration LONG = Duration.ofDays(1);

    private final List<Runnable> woken = new ArrayList<>();
    private final Holds holds = new Holds(woken::add);
    private final CompletableFuture<String> work = new CompletableFuture<>();
    private final AtomicInteger went = new AtomicInteger();

    @Test
    void theLoopIsWokenOnceForAllThatEndTogether() {
        for (int i = 0; i < 3; i++) {
            holds.until(work, LONG, went::incrementAndGet);
        }
        work.complete("counted");

        assertThat(woken).hasSize(1);
        assertThat(went).hasValue(0);
        woken.removeFirst().run();
        assertThat(went).hasValue(3);

        holds.until(work, LONG, went::incrementAndGet);
        assertThat(woken).hasSize(1);
    }

    @Test
    void whoHasWaitedTooLongGoesOnOnce() {
        holds.until(work, Duration.ZERO, went::incrementAndGet);
        holds.until(new CompletableFuture<>(), LONG, went::incrementAndGet);

        holds.sweep();
        assertThat(went).hasValue(1);

        work.completeExceptionally(new IllegalStateException("late"));
        woken.forEach(Runnable::run);
        holds.sweep();
        assertThat(went).hasValue(1);
    }
}
