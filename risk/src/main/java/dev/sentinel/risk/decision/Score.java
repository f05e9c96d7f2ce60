package dev.sentinel.risk.decision;

import dev.sentinel.risk.caller.By;
import dev.sentinel.risk.config.Thresholds;
import dev.sentinel.risk.feature.FeatureVector;
import dev.sentinel.risk.payment.NewPayment;
import java.time.Instant;
import java.util.UUID;

/**
 * One decision with everything that it rests on: enough to explain it, and to compute it again to
 * the bit.
 *
 * @param probability as the model gave it, before rounding to points
 */
record Score(
        UUID id,
        By by,
        NewPayment payment,
        Instant scoredAt,
        double probability,
        Attribution attribution,
        Thresholds thresholds,
        FeatureVector vector,
        Answer answer) {}
