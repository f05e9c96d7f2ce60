package dev.sentinel.risk.feature;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RecentIdsTest {
    @Test
    void remembersAtLeastAsManyIdsAsItsCapacity() {
        RecentIds ids = new RecentIds(1_000);

        for (int i = 0; i < 50_000; i++) {
            assertThat(ids.add("tx-" + i)).isTrue();
            assertThat(ids.contains("tx-" + Math.max(0, i - 999))).isTrue();
        }
    }

    @Test
    void forgetsWhatIsLongGone() {
        RecentIds ids = new RecentIds(100);

        for (int i = 0; i < 300; i++) {
            ids.add("tx-" + i);
        }

        assertThat(ids.contains("tx-0")).isFalse();
        assertThat(ids.add("tx-299")).isFalse();
    }
}
