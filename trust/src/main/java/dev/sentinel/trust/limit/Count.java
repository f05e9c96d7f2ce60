package dev.sentinel.trust.limit;

import java.time.Duration;

/**
 * Where a request stands in one of its counters.
 *
 * @param number of this request in the window, from 1; of one that did not pass for another
 *     counter's sake, that of the one before it
 * @param limit as many may pass
 * @param left until the window ends
 */
public record Count(long number, long limit, Duration left) {
    public boolean passes() {
        return number <= limit;
    }

    public long remaining() {
        return Math.max(0, limit - number);
    }

    /** Rounded up, so that who waits so long has waited long enough. */
    public long secondsLeft() {
        return Math.max(1, left.plusMillis(999).toSeconds());
    }
}
