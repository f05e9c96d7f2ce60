package dev.sentinel.base.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code .env} file as the originals write it: {@code NAME=value} a line, {@code #} comments, an
 * optional {@code export}, single or double quotes.
 *
 * <p>Values are taken as they stand: nothing is expanded, so that a password may hold {@code $} and
 * backslashes. Only between double quotes are {@code \n}, {@code \"} and {@code \\} read as one
 * character; a quoted value may go on over several lines, as a PEM key does.
 */
record DotEnv(Map<String, String> values, List<String> faults) {
    private static final Pattern ESCAPE = Pattern.compile("\\\\([n\"\\\\])");

    /** Reads a file; an absent one is empty. */
    static DotEnv read(Path file) {
        if (!Files.isRegularFile(file)) {
            return new DotEnv(Map.of(), List.of());
        }
        try {
            return parse(Files.readString(file));
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read " + file, failure);
        }
    }

    static DotEnv parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        List<String> faults = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (int at = 0; at < lines.size(); at++) {
            int number = at + 1;
            String entry = lines.get(at).strip().replaceFirst("^export\\s+", "");
            if (entry.isEmpty() || entry.startsWith("#")) {
                continue;
            }
            int equals = entry.indexOf('=');
            String name = equals < 0 ? entry : entry.substring(0, equals).strip();
            if (equals < 0 || !name.matches("[A-Za-z_][A-Za-z0-9_.-]*")) {
                faults.add("line " + number + " is not NAME=value");
                continue;
            }
            StringBuilder value = new StringBuilder(entry.substring(equals + 1).strip());
            while (isOpen(value) && at + 1 < lines.size()) {
                at++;
                value.append('\n').append(lines.get(at));
            }
            if (isOpen(value)) {
                faults.add("line " + number + " opens a quote that nothing closes");
                continue;
            }
            values.put(name, unquoted(value.toString()));
        }
        return new DotEnv(values, faults);
    }

    private static boolean isOpen(CharSequence value) {
        return !value.isEmpty() && isQuote(value.charAt(0)) && closing(value) < 0;
    }

    private static boolean isQuote(char c) {
        return c == '"' || c == '\'';
    }

    /** Where the quote that opens the value is closed. */
    private static int closing(CharSequence value) {
        char quote = value.charAt(0);
        for (int i = 1; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == quote) {
                return i;
            }
            if (c == '\\' && quote == '"') {
                i++;
            }
        }
        return -1;
    }

    private static String unquoted(String value) {
        if (value.isEmpty() || !isQuote(value.charAt(0))) {
            int comment = value.startsWith("#") ? 0 : value.indexOf(" #");
            return comment < 0 ? value : value.substring(0, comment).strip();
        }
        String inner = value.substring(1, closing(value));
        return value.charAt(0) == '"' ? unescaped(inner) : inner;
    }

    private static String unescaped(String inner) {
        return ESCAPE.matcher(inner)
                .replaceAll(escape ->
                        escape.group(1).equals("n")
                                ? "\n"
                                : Matcher.quoteReplacement(escape.group(1)));
    }
}
