package dev.sentinel.base.config;

import dev.sentinel.base.secret.Secret;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Settings by name, from the process environment first and {@code .env} second.
 *
 * <p>Names are the originals' ({@code DATABASE_URL}, {@code SENTRA_POSTGRES_DSN}): a reader gives
 * all names that mean the same, and the first one that is set wins. A value that does not read is
 * remembered, the default stands in, and {@link #problems} lists everything that is wrong at once,
 * so that an operator does not mend a file line by line.
 */
public final class Settings {
    private static final int ENVIRONMENT = 300;
    private static final int DOT_ENV = 200;
    private static final Pattern PASSWORD_IN_URL =
            Pattern.compile("(?<=://[^:/?#@]{0,64}:).*(?=@)|(?<=[?&]password=)[^&]*");

    private final SmallRyeConfig config;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, String> effective = new TreeMap<>();
    private final Map<String, String> supposed = new TreeMap<>();
    private final Set<String> asked = new TreeSet<>();

    private Settings(SmallRyeConfig config) {
        this.config = config;
    }

    /** Reads the given variables and, below them, a {@code .env} file when it exists. */
    public static Settings load(Map<String, String> environment, Path dotEnv) {
        DotEnv file = DotEnv.read(dotEnv);
        // Without SmallRye's default interceptors nothing is expanded: a password may contain ${…}.
        Settings settings =
                new Settings(
                        new SmallRyeConfigBuilder()
                                .withSources(
                                        new PropertiesConfigSource(
                                                environment, "environment", ENVIRONMENT),
                                        new PropertiesConfigSource(
                                                file.values(), dotEnv.toString(), DOT_ENV))
                                .build());
        file.faults().forEach(fault -> settings.problem(dotEnv.toString(), fault));
        return settings;
    }

    /** Settings of exactly these values; for tests and for assemblies that know them. */
    public static Settings of(Map<String, String> values) {
        return load(values, Path.of(".env.absent"));
    }

    /** A value for when nobody sets the name: one that follows from other settings. */
    public void suppose(String name, String value) {
        supposed.put(name, value);
    }

    /** A text, by the first name that is set and not blank. */
    public Optional<String> text(String... names) {
        return found(names).map(Entry::value);
    }

    /** A secret: as text, but never shown in {@link #effective}. */
    public Optional<Secret> secret(String... names) {
        return hidden(names).map(Entry::value).map(Secret::new);
    }

    /**
     * As {@link #parsedSecret}, but it must be set: {@code use} says to what. {@code otherwise}
     * stands in until the problems are told.
     */
    public <T> T requiredSecret(
            Function<String, T> reader, T otherwise, String use, String... names) {
        if (found(names).isEmpty()) {
            problem(names[0], "is not set: use " + use);
        }
        return parsedSecret(reader, names).orElse(otherwise);
    }

    /** A secret that is read as in {@link #parsed}, but never shown in {@link #effective}. */
    public <T> Optional<T> parsedSecret(Function<String, T> reader, String... names) {
        return hidden(names).flatMap(entry -> parsed(reader, entry));
    }

    /** A whole number within bounds. */
    public long number(long otherwise, long least, long most, String... names) {
        return read(
                otherwise,
                "a whole number from " + least + " to " + most,
                text -> {
                    long value = Long.parseLong(text);
                    if (value < least || value > most) {
                        throw new IllegalArgumentException(text);
                    }
                    return value;
                },
                names);
    }

    /** A port. */
    public int port(int otherwise, String... names) {
        return Math.toIntExact(number(otherwise, 0, 65_535, names));
    }

    /** {@code true} or {@code false}. */
    public boolean flag(boolean otherwise, String... names) {
        return read(
                otherwise,
                "true or false",
                text ->
                        switch (text.toLowerCase(Locale.ROOT)) {
                            case "true", "1", "yes", "on" -> true;
                            case "false", "0", "no", "off" -> false;
                            default -> throw new IllegalArgumentException(text);
                        },
                names);
    }

    /**
     * A length of time: {@code 500ms}, {@code 10s}, {@code 5m}, {@code 2h}, {@code 7d}, or seconds.
     */
    public Duration duration(Duration otherwise, String... names) {
        return read(
                otherwise,
                "a duration such as 500ms, 10s, 5m, 2h or 7d, or seconds",
                Settings::span,
                names);
    }

    /** One of an enum's words, in any case. */
    public <E extends Enum<E>> E oneOf(Class<E> type, E otherwise, String... names) {
        return read(
                otherwise,
                Arrays.stream(type.getEnumConstants())
                        .map(Enum::toString)
                        .collect(Collectors.joining(", ", "one of ", "")),
                text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_')),
                names);
    }

    /** Anything else: the reader throws {@link IllegalArgumentException} with what is wrong. */
    public <T> Optional<T> parsed(Function<String, T> reader, String... names) {
        return found(names).flatMap(entry -> parsed(reader, entry));
    }

    /** Adds a finding of the caller's own; what several readers find is told once. */
    public void problem(String name, String what) {
        String finding = name + " " + what;
        if (!problems.contains(finding)) {
            problems.add(finding);
        }
    }

    /** Everything found wrong so far. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** What was asked for and found, without secrets. */
    public Map<String, String> effective() {
        return new LinkedHashMap<>(effective);
    }

    /** Every name that was asked for, set or not: what the reference page must list. */
    public Set<String> asked() {
        return Set.copyOf(asked);
    }

    private <T> Optional<T> parsed(Function<String, T> reader, Entry entry) {
        try {
            return Optional.of(reader.apply(entry.value()));
        } catch (IllegalArgumentException wrong) {
            problem(entry.name(), String.valueOf(wrong.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<Entry> hidden(String... names) {
        Optional<Entry> entry = found(names);
        entry.ifPresent(secret -> effective.put(secret.name(), "•••"));
        return entry;
    }

    private <T> T read(T otherwise, String wanted, Function<String, T> reader, String... names) {
        Optional<Entry> entry = found(names);
        if (entry.isEmpty()) {
            return otherwise;
        }
        String text = entry.get().value();
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException | ArithmeticException _) {
            problem(entry.get().name(), "is '" + text + "': use " + wanted);
            return otherwise;
        }
    }

    /** Files may be read again while the process runs, each by a thread of its own. */
    private synchronized Optional<Entry> found(String... names) {
        asked.addAll(List.of(names));
        for (String name : names) {
            Optional<String> value =
                    config.getOptionalValue(name, String.class)
                            .map(String::strip)
                            .filter(set -> !set.isEmpty())
                            .or(() -> Optional.ofNullable(supposed.get(name)));
            if (value.isPresent()) {
                effective.put(name, PASSWORD_IN_URL.matcher(value.get()).replaceAll("•••"));
                return value.map(set -> new Entry(name, set));
            }
        }
        return Optional.empty();
    }

    private static Duration span(String text) {
        String digits = text.replaceAll("[a-z]+$", "");
        long amount = Long.parseLong(digits);
        if (amount < 0) {
            throw new IllegalArgumentException(text);
        }
        return switch (text.substring(digits.length())) {
            case "ms" -> Duration.ofMillis(amount);
            case "", "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> throw new IllegalArgumentException(text);
        };
    }

    private record Entry(String name, String value) {}
}
