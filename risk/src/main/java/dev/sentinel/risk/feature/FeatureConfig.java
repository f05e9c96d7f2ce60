package dev.sentinel.risk.feature;

import java.time.Duration;

/**
 * How much the feature engine remembers.
 *
 * @param labelDelay how long labels usually take; fraud shares look at payments older than this.
 *     Part of the feature schema, at most 9 days
 * @param shards parts that work side by side, 1 to 64. Like the limits below it decides which
 *     entity is forgotten first, so a replay uses the same
 * @param entities kept at most, all kinds together; about 1 kB each
 * @param ids of payments remembered at least, to count each once; 32 bytes each
 */
public record FeatureConfig(Duration labelDelay, int shards, int entities, int ids) {

    public FeatureConfig {
        if (labelDelay.isNegative() || labelDelay.toDays() > Tiles.HOURLY_DAYS) {
            throw new IllegalArgumentException(
                    "label delay must be 0 to 9 days, was " + labelDelay);
        }
        if (shards < 1 || shards > Long.SIZE) {
            throw new IllegalArgumentException("shards must be 1 to 64, was " + shards);
        }
        if (entities < shards || ids < shards) {
            throw new IllegalArgumentException("every shard needs room for one entity and one id");
        }
    }

    /** Labels after a week, two million entities, four million ids. */
    public static FeatureConfig standard() {
        return new FeatureConfig(Duration.ofDays(7), 32, 2_000_000, 4_000_000);
    }
}
