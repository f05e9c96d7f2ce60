package dev.sentinel.identity.limit;

import java.time.Duration;

/**
 * Where a request stands among those of its caller.
 *
 * @param number of this request in the window, from 1
 * @param limit as many may pass
 * @param left until the window ends
 */
record Count(long number, long limit, Duration left) {
    boolean passes() {
        return number <= limit;
    }

    long remaining() {
        return Math.max(0, limit - number);
    }

    /** Rounded up, so that who waits so long has waited long enough. */
    long secondsLeft() {
        return Math.max(1, left.plusMillis(999).toSeconds());
    }
}
