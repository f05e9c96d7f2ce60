package dev.sentinel.base.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The one JSON mapper.
 *
 * <p>Strict and exact: duplicate keys and trailing text are refused (two readers of one document
 * must not see different values, RFC 8259 section 4), text is UTF-8 and nothing else (section 8.1),
 * decimals keep their digits, and depth, number and string lengths are bounded. Moments are written
 * in ISO 8601.
 */
public final class Json {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(64)
                                                    .maxNumberLength(64)
                                                    .maxNameLength(256)
                                                    .build())
                                    // Not by thread: a virtual thread would make its own each time.
                                    .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
                                    .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .addModule(
                            new SimpleModule()
                                    .addSerializer(Instant.class, ToStringSerializer.instance))
                    .build();

    private Json() {}

    /** The shared mapper; immutable by convention. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /** UTF-8 bytes of a tree, record or map that is known to be writable. */
    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException("not writable as JSON: " + value.getClass(), bug);
        }
    }

    /** As {@link #write}, as text. */
    public static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException("not writable as JSON: " + value.getClass(), bug);
        }
    }

    /** Reads JSON that somebody else wrote; the caller says what a fault means. */
    public static JsonNode read(byte[] json) throws JsonProcessingException {
        try {
            // Jackson guesses UTF-16 and UTF-32 from NUL bytes and takes overlong UTF-8: another
            // reader of the same bytes would see another document.
            return isPlainAscii(json)
                    ? MAPPER.readTree(json)
                    : MAPPER.readTree(
                            StandardCharsets.UTF_8
                                    .newDecoder()
                                    .decode(ByteBuffer.wrap(json))
                                    .toString());
        } catch (JsonProcessingException fault) {
            throw fault;
        } catch (CharacterCodingException _) {
            throw new JsonParseException(null, "not UTF-8");
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static boolean isPlainAscii(byte[] json) {
        for (byte b : json) {
            if (b <= 0) {
                return false;
            }
        }
        return true;
    }

    /** Reads JSON that we wrote ourselves (a column, a file of ours). */
    public static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException("stored JSON does not parse", bug);
        }
    }
}
