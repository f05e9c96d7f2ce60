package dev.sentinel.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SignalsTest {
    @Test
    void runsTheWorkOnEachSignalAndSurvivesItsFailure() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Signals.hangup(() -> {
            runs.incrementAndGet();
            throw new IllegalStateException("a file is wrong");
        });

        hangUp();
        await().untilAsserted(() -> assertThat(runs).hasValue(1));
        hangUp();
        await().untilAsserted(() -> assertThat(runs).hasValue(2));
    }

    private static void hangUp() throws Exception {
        String self = Long.toString(ProcessHandle.current().pid());
        assertThat(new ProcessBuilder("kill", "-HUP", self).start().waitFor()).isZero();
    }
}
