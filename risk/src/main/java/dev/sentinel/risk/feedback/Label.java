package dev.sentinel.risk.feedback;

import java.time.Instant;
import java.util.Optional;

/**
 * What a payment turned out to be (contract §7).
 *
 * @param value 0 or 1
 * @param labeledAt when it became known, never later than its arrival here
 */
public record Label(
        String txId,
        LabelType type,
        int value,
        LabelSource source,
        String note,
        Instant labeledAt) {

    /** Whether the payment counts as fraud; empty when this label says neither. */
    public Optional<Boolean> target() {
        return type.target(value);
    }
}
