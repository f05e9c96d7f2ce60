package dev.sentinel.audit.sequencer;

import java.time.Duration;

/**
 * Pace of the sequencer.
 *
 * @param interval how often it looks for new events; half the promised lag
 * @param batchSize events read at once
 * @param keepEvery how often a checkpoint is kept for good, at most
 * @param stuckAfter events that have waited longer make the log unhealthy
 * @param standby leaves the work to other processes, until events have waited this long that nobody
 *     integrated; zero for a process that always takes part
 */
public record SequencerConfig(
        Duration interval,
        int batchSize,
        Duration keepEvery,
        Duration stuckAfter,
        Duration standby) {
    private static final Duration TAKE_OVER = Duration.ofSeconds(1);

    public static final SequencerConfig DEFAULT =
            new SequencerConfig(
                    Duration.ofMillis(100),
                    4_096,
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(10),
                    Duration.ZERO);

    /** For a process that has something better to do, as long as others integrate. */
    public SequencerConfig standingBy() {
        return new SequencerConfig(interval, batchSize, keepEvery, stuckAfter, TAKE_OVER);
    }
}
