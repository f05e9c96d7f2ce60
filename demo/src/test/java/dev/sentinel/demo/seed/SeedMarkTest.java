package dev.sentinel.demo.seed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedMarkTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    @TempDir private Path directory = Path.of("");

    /** The banner says that data comes only while it does. */
    @Test
    void aSetIsThereWhenItHasBeenSeededWhole() {
        SeedPlan plan = SeedPlan.small();
        assertThat(Seeding.isDone(directory, plan)).isFalse();

        SeedMark mark = SeedMark.in(directory, plan, NOW);
        assertThat(Seeding.isDone(directory, plan)).isFalse();

        mark.finish();
        assertThat(Seeding.isDone(directory, plan)).isTrue();
        assertThat(Seeding.isDone(directory, SeedPlan.investor())).isFalse();
    }
}
