package dev.sentinel.audit.event;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The values an event may hold: what I-JSON (RFC 7493) and PostgreSQL both carry without loss.
 *
 * <p>Text is cleaned of what neither can hold (U+0000, lone surrogates). Numbers that a double does
 * not carry exactly become text, because canonical JSON (RFC 8785 §3.2.2.3) would round them.
 */
final class Values {
    private static final int MAX_TEXT = 8_192;
    static final int MAX_NAME = 256;
    private static final int MAX_DEPTH = 8;
    private static final long MAX_SAFE_INTEGER = (1L << 53) - 1;

    private Values() {}

    /** Text that must be there: an id or a name, not empty, at most 256 characters. */
    static String required(String what, String text) {
        String clean = clean(text);
        if (clean.isBlank()) {
            throw new IllegalArgumentException(what + " is empty");
        }
        if (clean.length() > MAX_NAME) {
            throw new IllegalArgumentException(what + " is longer than " + MAX_NAME);
        }
        return clean;
    }

    /** Evidence from outside, cut at a length rather than refused: a caller cannot stop the log. */
    static String cut(String text, int length) {
        String clean = clean(text);
        return clean.length() <= length ? clean : clean(clean.substring(0, length));
    }

    /** A sorted, immutable copy without absent values. */
    static Map<String, Object> frozen(Map<String, ?> fields) {
        if (fields instanceof FrozenFields frozen) {
            return frozen;
        }
        return fields.isEmpty() ? Map.of() : new FrozenFields(sorted(fields, 0));
    }

    /**
     * Frozen fields and more; of two with the same name the new one, and none when it is absent.
     */
    static Map<String, Object> joined(Map<String, Object> frozen, Map<String, ?> more) {
        SortedMap<String, Object> all =
                frozen instanceof FrozenFields fields
                        ? new TreeMap<>(fields.sorted())
                        : new TreeMap<>(frozen);
        putAll(all, more, 0);
        return new FrozenFields(all);
    }

    private static SortedMap<String, Object> sorted(Map<?, ?> fields, int depth) {
        SortedMap<String, Object> copy = new TreeMap<>();
        putAll(copy, fields, depth);
        return copy;
    }

    private static void putAll(SortedMap<String, Object> into, Map<?, ?> fields, int depth) {
        fields.forEach((key, value) -> {
            String name = clean(String.valueOf(key));
            Object frozen = frozen(value, depth + 1);
            if (frozen == null) {
                into.remove(name);
            } else {
                into.put(name, frozen);
            }
        });
    }

    private static @Nullable Object frozen(@Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("nested deeper than " + MAX_DEPTH);
        }
        return switch (value) {
            case null -> null;
            case Optional<?> optional -> frozen(optional.orElse(null), depth);
            case String text -> cut(text, MAX_TEXT);
            case Boolean flag -> flag;
            case Number number -> number(number);
            case Instant instant -> instant.truncatedTo(ChronoUnit.MILLIS).toString();
            case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
            case Map<?, ?> map -> Collections.unmodifiableSortedMap(sorted(map, depth));
            case Collection<?> list -> list(list, depth);
            default -> cut(value.toString(), MAX_TEXT);
        };
    }

    private static List<Object> list(Collection<?> values, int depth) {
        List<Object> copy = new ArrayList<>(values.size());
        for (Object value : values) {
            Object frozen = frozen(value, depth + 1);
            if (frozen != null) {
                copy.add(frozen);
            }
        }
        return List.copyOf(copy);
    }

    private static Object number(Number number) {
        return switch (number) {
            case Byte small -> small.longValue();
            case Short small -> small.longValue();
            case Integer small -> small.longValue();
            case Long whole when whole >= -MAX_SAFE_INTEGER && whole <= MAX_SAFE_INTEGER -> whole;
            case Float real when Float.isFinite(real) -> Double.parseDouble(real.toString());
            case Double real when Double.isFinite(real) -> real;
            default -> number.toString();
        };
    }

    private static String clean(String text) {
        if (isClean(text)) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .map(point -> storable(point) ? point : '\uFFFD')
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static boolean isClean(String text) {
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == 0 || Character.isSurrogate(character)) {
                return text.codePoints().allMatch(Values::storable);
            }
        }
        return true;
    }

    private static boolean storable(int point) {
        return point != 0 && (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE);
    }
}
