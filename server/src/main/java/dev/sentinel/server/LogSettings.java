package dev.sentinel.server;

import dev.sentinel.base.config.Settings;
import java.util.List;
import java.util.Locale;

/**
 * What {@code logback.xml} takes from the environment by itself, before settings are read. Here it
 * is only looked at: with a format that does not exist nothing would be logged at all, and a level
 * that does not exist would mean debug.
 */
final class LogSettings {
    private static final List<String> FORMATS = List.of("json", "text");
    private static final List<String> LEVELS =
            List.of("trace", "debug", "info", "warn", "error", "off");

    private LogSettings() {}

    /** What is wrong becomes a problem of the settings. */
    static void check(Settings settings) {
        // Logback compares names of appenders exactly, levels in any case.
        settings.text("LOG_FORMAT")
                .filter(word -> !FORMATS.contains(word))
                .ifPresent(word -> refuse(settings, "LOG_FORMAT", word, FORMATS));
        for (String name : List.of("LOG_LEVEL", "ACCESS_LOG_LEVEL")) {
            settings.text(name)
                    .filter(word -> !LEVELS.contains(word.toLowerCase(Locale.ROOT)))
                    .ifPresent(word -> refuse(settings, name, word, LEVELS));
        }
    }

    private static void refuse(Settings settings, String name, String word, List<String> words) {
        settings.problem(name, "is '" + word + "': use one of " + String.join(", ", words));
    }
}
