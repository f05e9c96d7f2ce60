package dev.sentinel.audit.log;

import dev.sentinel.base.json.JsonText;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.erdtman.jcs.NumberToJSON;

/**
 * Canonical JSON (RFC 8785) of the values an event may hold. Maps come sorted by UTF-16 units, as
 * §3.2.3 asks; whole numbers are within what a double carries exactly.
 */
final class CanonicalJson {
    private static final int PART = 128;

    private final StringBuilder out;

    /** {@code length} is how long it may well become. */
    CanonicalJson(int length) {
        out = new StringBuilder(length);
    }

    static String of(Object value) {
        return new CanonicalJson(PART).value(value).toString();
    }

    /** The object of those fields that are wanted; none when there are none of them. */
    static Optional<String> of(Map<String, Object> fields, Predicate<String> wanted) {
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        Members members = new Members();
        fields.forEach((name, value) -> {
            if (wanted.test(name)) {
                members.begin(name).value(value);
            }
        });
        return members.object();
    }

    /** An object that is written member by member; whoever writes it does so in their order. */
    static final class Members {
        private final CanonicalJson json = new CanonicalJson(PART);

        /** Adds a member whose value is JSON already, when it is there. */
        Members add(String name, Optional<String> value) {
            if (value.isPresent()) {
                begin(name).raw(value.get());
            }
            return this;
        }

        /** None when it has no members. */
        Optional<String> object() {
            return json.out.isEmpty() ? Optional.empty() : Optional.of(json.raw("}").toString());
        }

        private CanonicalJson begin(String name) {
            return json.raw(json.out.isEmpty() ? "{" : ",").string(name).raw(":");
        }
    }

    CanonicalJson raw(String text) {
        out.append(text);
        return this;
    }

    CanonicalJson value(Object value) {
        switch (value) {
            case String text -> string(text);
            case Boolean flag -> out.append(flag.booleanValue());
            case Long whole -> out.append(whole.longValue());
            case Double real -> out.append(number(real));
            case SortedMap<?, ?> map -> map(map);
            case List<?> list -> list(list);
            default ->
                    throw new IllegalArgumentException(
                            "no value of an event: " + value.getClass().getName());
        }
        return this;
    }

    CanonicalJson string(String text) {
        JsonText.append(out, text);
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }

    private void map(SortedMap<?, ?> map) {
        out.append('{');
        String separator = "";
        for (Map.Entry<?, ?> field : map.entrySet()) {
            out.append(separator);
            string((String) field.getKey());
            out.append(':');
            value(field.getValue());
            separator = ",";
        }
        out.append('}');
    }

    private void list(List<?> list) {
        out.append('[');
        String separator = "";
        for (Object element : list) {
            out.append(separator);
            value(element);
            separator = ",";
        }
        out.append(']');
    }

    private static String number(double real) {
        try {
            return NumberToJSON.serializeNumber(real);
        } catch (IOException impossible) {
            throw new IllegalArgumentException("not a finite number: " + real, impossible);
        }
    }
}
