package dev.sentinel.trust.limit;

import java.time.Duration;

/**
 * So many requests in a window, which begins with the first of them.
 *
 * @param most requests in one window
 * @param window whole seconds, one at least
 */
public record Quota(long most, Duration window) {
    public static final Duration MINUTE = Duration.ofMinutes(1);

    /** Such as {@code 100 a minute}. */
    public String describe() {
        return window.equals(MINUTE)
                ? most + " a minute"
                : most + " in " + window.toSeconds() + " s";
    }
}
