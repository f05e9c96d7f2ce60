package dev.sentinel.risk.feature;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * The features of one payment, in the order of a schema. {@code NaN} means not known (no such
 * device, no earlier payment), which trees route by their default direction.
 */
public final class FeatureVector {
    private final FeatureSchema schema;
    private final float[] values;

    /** Takes a copy; {@code values} must have one entry for each name of the schema. */
    public FeatureVector(FeatureSchema schema, float[] values) {
        if (values.length != schema.size()) {
            throw new IllegalArgumentException(
                    "schema "
                            + schema.version()
                            + " has "
                            + schema.size()
                            + " features, got "
                            + values.length);
        }
        this.schema = schema;
        this.values = values.clone();
    }

    /** The schema that names the values. */
    public FeatureSchema schema() {
        return schema;
    }

    /** A copy of the values. */
    public float[] values() {
        return values.clone();
    }

    /** One value by name; throws {@link IllegalArgumentException} for a name the schema lacks. */
    public float value(String name) {
        return values[schema.indexOf(name)];
    }

    /**
     * The same vector with some values replaced, as a caller's online overrides ask for. Throws
     * {@link IllegalArgumentException} for a name the schema lacks.
     */
    public FeatureVector with(Map<String, Double> overrides) {
        float[] replaced = values.clone();
        overrides.forEach((name, value) -> replaced[schema.indexOf(name)] = value.floatValue());
        return new FeatureVector(schema, replaced);
    }

    /**
     * SHA-256 in hex over the schema's hash and the bits of every value: equal only if bit-equal.
     */
    public String hash() {
        byte[] schemaHash = schema.hash().getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bits = ByteBuffer.allocate(schemaHash.length + Float.BYTES * values.length);
        bits.put(schemaHash);
        for (float value : values) {
            bits.putInt(Float.floatToIntBits(value));
        }
        return Sha256.hex(bits.array());
    }

    /** Bit-equal values under the same schema. */
    @Override
    public boolean equals(Object other) {
        return other instanceof FeatureVector that
                && schema.equals(that.schema)
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("FeatureVector[");
        for (int i = 0; i < values.length; i++) {
            text.append(i == 0 ? "" : ", ").append(schema.names().get(i)).append('=');
            text.append(values[i]);
        }
        return text.append(']').toString();
    }
}
