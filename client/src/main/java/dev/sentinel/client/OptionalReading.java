package dev.sentinel.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import java.io.IOException;
import java.util.Optional;

/** {@link Optional} of anything, without another library: absent, {@code null}, or the thing. */
final class OptionalReading extends JsonDeserializer<Optional<?>>
        implements ContextualDeserializer {
    private final Optional<JavaType> content;

    OptionalReading() {
        this(Optional.empty());
    }

    private OptionalReading(Optional<JavaType> content) {
        this.content = content;
    }

    @Override
    public JsonDeserializer<?> createContextual(
            DeserializationContext context, BeanProperty property) {
        return new OptionalReading(
                Optional.ofNullable(context.getContextualType().containedType(0)));
    }

    @Override
    public Optional<?> deserialize(JsonParser parser, DeserializationContext context)
            throws IOException {
        JavaType type = content.orElseGet(() -> context.constructType(Object.class));
        return Optional.of(context.<Object>readValue(parser, type));
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
