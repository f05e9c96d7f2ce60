package dev.sentinel.audit.sequencer;

import java.time.Duration;

/**
 * Pace of the sequencer.
 *
 * @param interval how often it looks for new events; half the promised lag
 * @param batchSize events read at once
 * @param keepEvery how often a checkpoint is kept for good, at most
 * @param stuckAfter events that have waited longer make the log unhealthy
 */
public record SequencerConfig(
        Duration interval, int batchSize, Duration keepEvery, Duration stuckAfter) {
    public static final SequencerConfig DEFAULT =
            new SequencerConfig(
                    Duration.ofMillis(100), 4_096, Duration.ofMinutes(1), Duration.ofSeconds(10));
}
