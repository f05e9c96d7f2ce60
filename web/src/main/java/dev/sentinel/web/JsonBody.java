package dev.sentinel.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A JSON object read strictly, field by field.
 *
 * <p>Each read checks type and bounds and throws a {@link Problem} that names the field by its full
 * path ({@code transaction.amount}). {@code null} counts as absent. Fields that nobody asked for
 * are refused by {@link #refuseUnknown}: a misspelt option must not be ignored in silence.
 */
public final class JsonBody {
    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?[0-9]{1,40}(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?");

    private final ObjectNode object;
    private final String prefix;
    private final Set<String> read = new HashSet<>();

    private JsonBody(ObjectNode object, String prefix) {
        this.object = object;
        this.prefix = prefix;
    }

    /** A body that must be an object. */
    public static JsonBody of(JsonNode node) {
        return of(node, "");
    }

    private static JsonBody of(JsonNode node, String prefix) {
        if (node instanceof ObjectNode object) {
            return new JsonBody(object, prefix);
        }
        String what = prefix.isEmpty() ? "the body" : prefix.substring(0, prefix.length() - 1);
        throw Problem.invalid(what, "must be a JSON object");
    }

    /** Whether the field is there and not null. */
    public boolean has(String field) {
        return node(field).isPresent();
    }

    /** A text of 1 to {@code max} characters. */
    public String text(String field, int max) {
        return optionalText(field, max).orElseThrow(() -> missing(field));
    }

    public Optional<String> optionalText(String field, int max) {
        return node(field).map(node -> checkedText(field, node, 1, max));
    }

    /** A text that may also be empty. */
    public Optional<String> optionalTextOrEmpty(String field, int max) {
        return node(field).map(node -> checkedText(field, node, 0, max));
    }

    /** A text of a pattern; {@code wanted} says it in words. */
    public String matching(String field, int max, Pattern pattern, String wanted) {
        String text = text(field, max);
        if (!pattern.matcher(text).matches()) {
            throw invalid(field, "must be " + wanted);
        }
        return text;
    }

    /** One of a list of words, exactly as spelt. */
    public String oneOf(String field, Collection<String> words) {
        return optionalOneOf(field, words).orElseThrow(() -> missing(field));
    }

    public Optional<String> optionalOneOf(String field, Collection<String> words) {
        return node(field)
                .map(node -> {
                    if (!node.isTextual() || !words.contains(node.textValue())) {
                        throw invalid(field, "must be one of " + String.join(", ", words));
                    }
                    return node.textValue();
                });
    }

    /** One of an enum's constants, written in lower case. */
    public <E extends Enum<E>> E oneOf(String field, Class<E> type) {
        return optionalOneOf(field, type).orElseThrow(() -> missing(field));
    }

    public <E extends Enum<E>> Optional<E> optionalOneOf(String field, Class<E> type) {
        List<String> words = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            words.add(constant.name().toLowerCase(Locale.ROOT));
        }
        return optionalOneOf(field, words)
                .map(word -> Enum.valueOf(type, word.toUpperCase(Locale.ROOT)));
    }

    /** A whole number within bounds. */
    public long integer(String field, long least, long most) {
        return optionalInteger(field, least, most).orElseThrow(() -> missing(field));
    }

    public Optional<Long> optionalInteger(String field, long least, long most) {
        return node(field)
                .map(node -> {
                    boolean whole = node.isIntegralNumber() && node.canConvertToLong();
                    if (!whole || node.longValue() < least || node.longValue() > most) {
                        throw invalid(
                                field, "must be a whole number from " + least + " to " + most);
                    }
                    return node.longValue();
                });
    }

    /** A decimal, as a number or as a text that holds one; digits are kept. */
    public BigDecimal decimal(String field, BigDecimal least, BigDecimal most) {
        return optionalDecimal(field, least, most).orElseThrow(() -> missing(field));
    }

    public Optional<BigDecimal> optionalDecimal(String field, BigDecimal least, BigDecimal most) {
        return node(field)
                .map(node -> {
                    BigDecimal value = decimal(field, node);
                    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
                        throw invalid(
                                field,
                                "must be from "
                                        + least.toPlainString()
                                        + " to "
                                        + most.toPlainString());
                    }
                    return value;
                });
    }

    public Optional<Boolean> optionalFlag(String field) {
        return node(field)
                .map(node -> {
                    if (!node.isBoolean()) {
                        throw invalid(field, "must be true or false");
                    }
                    return node.booleanValue();
                });
    }

    /** A moment, in ISO 8601 with an offset or Z. */
    public Instant instant(String field) {
        return optionalInstant(field).orElseThrow(() -> missing(field));
    }

    public Optional<Instant> optionalInstant(String field) {
        return optionalText(field, 40).map(text -> moment(prefix + field, text));
    }

    /** A nested object. */
    public JsonBody object(String field) {
        return optionalObject(field).orElseThrow(() -> missing(field));
    }

    public Optional<JsonBody> optionalObject(String field) {
        return node(field).map(node -> of(node, prefix + field + "."));
    }

    /** A list of objects, at most {@code max} of them; absent is empty. */
    public List<JsonBody> objects(String field, int max) {
        List<JsonBody> items = new ArrayList<>();
        for (JsonNode item : items(field, max)) {
            items.add(of(item, prefix + field + "[" + items.size() + "]."));
        }
        return items;
    }

    /** A list of texts, at most {@code max} of them; absent is empty. */
    public List<String> texts(String field, int max, int maxLength) {
        List<String> texts = new ArrayList<>();
        for (JsonNode item : items(field, max)) {
            texts.add(checkedText(field + "[" + texts.size() + "]", item, 1, maxLength));
        }
        return List.copyOf(texts);
    }

    /** The raw value, for what is kept as it came. */
    public Optional<JsonNode> raw(String field) {
        return node(field);
    }

    /** The names of all fields. */
    public Set<String> fields() {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Refuses fields that were not asked for. Call it when all reads are done. */
    public void refuseUnknown() {
        for (String field : fields()) {
            if (!read.contains(field)) {
                throw invalid(field, "is not known here: known are " + new TreeSet<>(read));
            }
        }
    }

    /** A problem about one of this object's fields. */
    public Problem invalid(String field, String message) {
        return Problem.invalid(prefix + field, message);
    }

    static Instant moment(String field, String text) {
        try {
            OffsetDateTime moment = OffsetDateTime.parse(text);
            // Java reads years that no database column holds.
            if (moment.getYear() < 1 || moment.getYear() > 9_998) {
                throw Problem.invalid(field, "must lie in the years 0001 to 9998");
            }
            return moment.toInstant();
        } catch (DateTimeParseException _) {
            throw Problem.invalid(
                    field, "must be a moment in ISO 8601 such as 2026-06-05T10:00:00Z");
        }
    }

    private Problem missing(String field) {
        return Problem.missing(prefix + field);
    }

    private Optional<JsonNode> node(String field) {
        read.add(field);
        return Optional.ofNullable(object.get(field)).filter(node -> !node.isNull());
    }

    private Iterable<JsonNode> items(String field, int max) {
        Optional<JsonNode> node = node(field);
        if (node.isEmpty()) {
            return List.of();
        }
        if (!node.get().isArray()) {
            throw invalid(field, "must be a list");
        }
        if (node.get().size() > max) {
            throw invalid(field, "must have at most " + max + " items");
        }
        return node.get();
    }

    private String checkedText(String field, JsonNode node, int min, int max) {
        if (!node.isTextual()) {
            throw invalid(field, "must be a text");
        }
        String text = node.textValue();
        if (text.length() < min || text.length() > max) {
            throw invalid(field, "must have " + min + " to " + max + " characters");
        }
        // PostgreSQL cannot hold U+0000, and no text of ours has a use for it.
        if (text.indexOf('\0') >= 0) {
            throw invalid(field, "must not contain U+0000");
        }
        // Half a surrogate pair has no UTF-8: a store would keep another text than was judged.
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw invalid(field, "must not contain half a surrogate pair");
        }
        return text;
    }

    private BigDecimal decimal(String field, JsonNode node) {
        if (node.isNumber()) {
            return bounded(field, node.decimalValue());
        }
        String text = node.isTextual() ? node.textValue() : "";
        // BigDecimal would also read digits of other scripts.
        if (!DECIMAL.matcher(text).matches()) {
            throw invalid(field, "must be a decimal number");
        }
        return bounded(field, new BigDecimal(text));
    }

    /** An exponent of a billion is two bytes to send and a gigabyte to print. */
    private BigDecimal bounded(String field, BigDecimal value) {
        if (value.scale() < -30 || value.scale() > 30 || value.precision() > 40) {
            throw invalid(field, "must be a decimal number of at most 40 digits");
        }
        return value;
    }
}
