package dev.sentinel.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** proc(5): field 22 of stat is the start time in ticks since boot, whatever the name holds. */
final class ProcessAgeTest {
    @Test
    void isTheUptimeOfTheMachineLessTheStartTime() {
        String stat = "4711 (a b) c) S 1 1 1 0 -1 4194304 1 0 0 0 5 2 0 0 20 0 40 0 123456 9 9 9\n";

        assertThat(ProcessAge.onLinux(stat, "1235.37 2000.11\n")).isEqualTo(Duration.ofMillis(810));
    }

    @Test
    void whatDoesNotSayItIsRefused() {
        assertThatThrownBy(() -> ProcessAge.onLinux("4711 (java) S 1", "1.00 1.00"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ProcessAge.onLinux("", "soon"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
