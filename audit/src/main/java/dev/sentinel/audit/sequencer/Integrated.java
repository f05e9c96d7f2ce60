package dev.sentinel.audit.sequencer;

import java.time.Duration;
import java.time.Instant;

/**
 * What one pass has added.
 *
 * @param count new leaves
 * @param size of the tree with them
 * @param signedAt when their checkpoint was signed
 * @param oldest when the oldest of them was taken
 */
public record Integrated(long count, long size, Instant signedAt, Instant oldest) {
    static final Integrated NOTHING = new Integrated(0, 0, Instant.EPOCH, Instant.EPOCH);

    /** How long the oldest of them waited for its proof. */
    public Duration lag() {
        Duration lag = Duration.between(oldest, signedAt);
        return lag.isNegative() ? Duration.ZERO : lag;
    }
}
