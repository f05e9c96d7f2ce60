package dev.sentinel.base.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where the process runs, by {@code APP_ENV} and {@code ENVIRONMENT}: read here and nowhere else,
 * so that no part is open to developers while another believes itself in production.
 *
 * @param name as it was set, such as {@code demo} or {@code prod}
 * @param production unless every word that is set says otherwise
 */
public record Environment(String name, boolean production) {
    private static final Set<String> DEVELOPMENT =
            Set.of("demo", "dev", "development", "local", "test");

    /** Only words that say so are development (fail closed), and of two each must. */
    public static Environment of(Settings settings) {
        List<String> words =
                Stream.of("APP_ENV", "ENVIRONMENT")
                        .map(settings::text)
                        .flatMap(Optional::stream)
                        .toList();
        return words.stream()
                .filter(Environment::isProduction)
                .findFirst()
                .map(word -> new Environment(word, true))
                .or(() -> words.stream().findFirst().map(word -> new Environment(word, false)))
                .orElse(new Environment("production", true));
    }

    private static boolean isProduction(String word) {
        return !DEVELOPMENT.contains(word.toLowerCase(Locale.ROOT));
    }
}
