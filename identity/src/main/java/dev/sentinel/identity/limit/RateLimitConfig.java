package dev.sentinel.identity.limit;

import dev.sentinel.trust.limit.Quota;
import java.time.Duration;

/**
 * How much one caller may ask for.
 *
 * @param maxRequests in one window; 0: no limit
 * @param window begins with a caller's first request and ends so much later
 * @param patience how long Redis may take to count; then this process counts alone for a while
 */
public record RateLimitConfig(long maxRequests, Duration window, Duration patience) {
    public static final long FREE_TIER = 100;
    public static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration USUAL_PATIENCE = Duration.ofMillis(250);

    public RateLimitConfig(long maxRequests, Duration window) {
        this(maxRequests, window, USUAL_PATIENCE);
    }

    Quota quota() {
        return new Quota(maxRequests, window);
    }
}
