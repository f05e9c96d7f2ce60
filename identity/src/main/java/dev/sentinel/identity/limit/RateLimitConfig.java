package dev.sentinel.identity.limit;

import java.time.Duration;

/**
 * How much one caller may ask for.
 *
 * @param maxRequests in one window; 0: no limit
 * @param window begins with a caller's first request and ends so much later
 */
public record RateLimitConfig(long maxRequests, Duration window) {
    public static final long FREE_TIER = 100;
    public static final Duration MINUTE = Duration.ofMinutes(1);
}
