package dev.sentinel.web;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code application/x-www-form-urlencoded} fields, each at most once (RFC 6749 section 3.2:
 * parameters must not be included more than once), but for those that a specification lets repeat.
 */
public final class Form {
    private static final int MAX_FIELDS = 64;

    private final Map<String, String> fields;
    private final Map<String, List<String>> repeated;

    private Form(Map<String, String> fields, Map<String, List<String>> repeated) {
        this.fields = fields;
        this.repeated = repeated;
    }

    /** Reads a form's bytes as text (ISO 8859-1); also a query string is one. */
    static Form parse(String text) {
        return parse(text, Set.of());
    }

    static Form parse(String text, Set<String> repeatable) {
        Map<String, String> fields = new LinkedHashMap<>();
        Map<String, List<String>> repeated = new LinkedHashMap<>();
        if (text.isEmpty()) {
            return new Form(fields, repeated);
        }
        String[] pairs = text.split("&", -1);
        if (pairs.length > MAX_FIELDS) {
            throw Problem.malformed("more than " + MAX_FIELDS + " parameters");
        }
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
            if (repeatable.contains(name)) {
                repeated.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
            } else if (!name.isEmpty() && fields.putIfAbsent(name, value) != null) {
                throw Problem.invalid(name, "is there more than once");
            }
        }
        return new Form(fields, repeated);
    }

    /** A field; empty when it is absent or has no value (RFC 6749 section 3.2). */
    public Optional<String> text(String name) {
        return Optional.ofNullable(fields.get(name)).filter(value -> !value.isEmpty());
    }

    public String required(String name) {
        return text(name).orElseThrow(() -> Problem.missing(name));
    }

    /** The values of a field that may repeat, in the order sent, without empty ones. */
    public List<String> texts(String name) {
        return repeated.getOrDefault(name, List.of()).stream()
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /** All fields that may not repeat, in the order sent. */
    public Map<String, String> fields() {
        return Collections.unmodifiableMap(fields);
    }

    private static String decoded(String text) {
        String plain = text.indexOf('+') < 0 ? text : text.replace('+', ' ');
        // PostgreSQL cannot hold U+0000, and no parameter of ours has a use for it.
        String decoded = Percent.decoded(plain, "a parameter", value -> value == 0);
        if (decoded.indexOf('\0') >= 0) {
            throw Problem.malformed("a parameter contains U+0000");
        }
        return decoded;
    }
}
