package dev.sentinel.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** The API's ISO 8601 times, without another library. */
final class Times {
    private Times() {}

    static final class Reading extends JsonDeserializer<Instant> {
        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context)
                throws IOException {
            return instant(parser, context);
        }
    }

    /** Every optional of this client is a time: absent, {@code null}, or text. */
    static final class ReadingOptional extends JsonDeserializer<Optional<?>> {
        @Override
        public Optional<?> deserialize(JsonParser parser, DeserializationContext context)
                throws IOException {
            return Optional.of(instant(parser, context));
        }

        @Override
        public Optional<?> getNullValue(DeserializationContext context) {
            return Optional.empty();
        }

        @Override
        public Optional<?> getAbsentValue(DeserializationContext context) {
            return Optional.empty();
        }
    }

    private static Instant instant(JsonParser parser, DeserializationContext context)
            throws IOException {
        String text = parser.getText();
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw context.weirdStringException(text, Instant.class, "not an ISO 8601 time");
        }
    }
}
