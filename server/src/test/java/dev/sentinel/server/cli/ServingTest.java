package dev.sentinel.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServingTest {

    @Test
    void everyRoleIsReadyOnlyWhenItIs() throws Exception {
        Deque<Boolean> looks = new ArrayDeque<>(List.of(false, false, true));

        assertThat(Serving.becomesReady(looks::removeFirst, _ -> false)).isTrue();
        assertThat(looks).isEmpty();
    }

    @Test
    void whoStopsBeforeWasNeverReady() throws Exception {
        assertThat(Serving.becomesReady(() -> false, _ -> true)).isFalse();
    }
}
