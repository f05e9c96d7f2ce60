package dev.sentinel.web;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code application/x-www-form-urlencoded} fields, each at most once (RFC 6749 section 3.2:
 * parameters must not be included more than once).
 */
public final class Form {
    private static final int MAX_FIELDS = 64;

    private final Map<String, String> fields;

    private Form(Map<String, String> fields) {
        this.fields = fields;
    }

    /** Reads a form's bytes as text (ISO 8859-1); also a query string is one. */
    static Form parse(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (text.isEmpty()) {
            return new Form(fields);
        }
        String[] pairs = text.split("&", -1);
        if (pairs.length > MAX_FIELDS) {
            throw Problem.malformed("more than " + MAX_FIELDS + " parameters");
        }
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
            if (!name.isEmpty() && fields.putIfAbsent(name, value) != null) {
                throw Problem.invalid(name, "is there more than once");
            }
        }
        return new Form(fields);
    }

    /** A field; empty when it is absent or has no value (RFC 6749 section 3.2). */
    public Optional<String> text(String name) {
        return Optional.ofNullable(fields.get(name)).filter(value -> !value.isEmpty());
    }

    public String required(String name) {
        return text(name).orElseThrow(() -> Problem.missing(name));
    }

    /** All fields, in the order sent. */
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
