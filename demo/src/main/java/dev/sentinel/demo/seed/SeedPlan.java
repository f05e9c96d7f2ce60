package dev.sentinel.demo.seed;

import dev.sentinel.demo.payments.WorldConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/**
 * What is seeded.
 *
 * @param name of the set, and of the file that says it is there
 * @param world whose payments end at the given moment
 * @param modelVersion of the model that is trained on it
 * @param scored how much of the end is scored instead of uploaded as history
 */
public record SeedPlan(
        String name, Function<Instant, WorldConfig> world, String modelVersion, Duration scored) {

    /** Just enough to train on; for rehearsals. */
    public static SeedPlan tiny() {
        return new SeedPlan(
                "tiny",
                end -> new WorldConfig(3, "t", 120, 40, end, 30, 8),
                "sentra-score-xgb-v0.tiny",
                Duration.ofHours(6));
    }

    /** A quarter of a minute: enough for every screen to show something. */
    public static SeedPlan small() {
        return new SeedPlan(
                "small",
                end -> WorldConfig.small(7, end),
                "sentra-score-xgb-v0.seed",
                Duration.ofHours(24));
    }

    /** A minute or two: enough to tell a story with. */
    public static SeedPlan investor() {
        return new SeedPlan(
                "investor",
                end -> WorldConfig.investor(11, end),
                "sentra-score-xgb-v0.investor",
                Duration.ofHours(24));
    }
}
