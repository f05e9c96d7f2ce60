package dev.sentinel.risk.decision;

import dev.sentinel.risk.config.Thresholds;
import dev.sentinel.risk.payment.PaymentKey;
import java.nio.FloatBuffer;
import java.time.Instant;
import java.util.Map;

/**
 * A decision as it stands in the store.
 *
 * @param points by feature family; with {@code basePoints} they add up to the score
 * @param vector the features it rests on, bit for bit, in the order of the schema with that hash
 */
public record StoredScore(
        PaymentKey payment,
        Instant scoredAt,
        Answer answer,
        double probability,
        int basePoints,
        Map<String, Integer> points,
        Thresholds thresholds,
        String schemaHash,
        String vectorHash,
        FloatBuffer vector) {

    /** A copy of the vector's values. */
    public float[] values() {
        float[] values = new float[vector.capacity()];
        vector.get(0, values);
        return values;
    }
}
