package dev.sentinel.identity.limit;

import dev.sentinel.base.config.Settings;
import java.time.Duration;

/** So many attempts in a window, which begins with the first. */
public record AttemptLimit(long most, Duration window) {

    /** {@code RATE_LIMIT_<what>_ATTEMPTS} and {@code RATE_LIMIT_<what>_WINDOW} in seconds. */
    public static AttemptLimit of(Settings settings, String what, AttemptLimit otherwise) {
        return new AttemptLimit(
                settings.number(otherwise.most, 1, 1_000_000, "RATE_LIMIT_" + what + "_ATTEMPTS"),
                Duration.ofSeconds(
                        settings.number(
                                otherwise.window.toSeconds(),
                                1,
                                Duration.ofDays(1).toSeconds(),
                                "RATE_LIMIT_" + what + "_WINDOW")));
    }

    /** Such as {@code 5 in 300 s}. */
    public String describe() {
        return most + " in " + window.toSeconds() + " s";
    }

    /** As often again, for what many share. */
    public AttemptLimit times(int factor) {
        return new AttemptLimit(most * factor, window);
    }
}
