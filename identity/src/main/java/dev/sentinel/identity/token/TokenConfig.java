package dev.sentinel.identity.token;

import java.time.Duration;

/**
 * What tokens say and how many there may be.
 *
 * @param issuer the {@code iss} claim and the root of all endpoints, such as {@code
 *     http://localhost:9003}, without a slash at the end
 * @param audience the {@code aud} claim: the platform
 * @param life from {@code iat} to {@code exp}
 * @param maxMonthly tokens of one client in a calendar month (UTC); 0: no limit
 */
public record TokenConfig(String issuer, String audience, Duration life, long maxMonthly) {
    public static final Duration DEFAULT_LIFE = Duration.ofHours(1);
    public static final long FREE_TIER = 10_000;
}
