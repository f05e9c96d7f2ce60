package dev.sentinel.risk.feedback;

import java.util.Locale;
import java.util.Optional;

/** What a label says (contract §7). */
public enum LabelType {
    FRAUD,
    CHARGEBACK,
    BLOCKED,
    FALSE_POSITIVE,
    REFUND,
    OTHER;

    /**
     * Whether the payment counts as fraud in training: {@code refund} and {@code other} never do, a
     * false positive only says so with value 1.
     */
    public Optional<Boolean> target(int value) {
        return switch (this) {
            case FRAUD, CHARGEBACK, BLOCKED -> Optional.of(value == 1);
            case FALSE_POSITIVE -> value == 1 ? Optional.of(false) : Optional.empty();
            case REFUND, OTHER -> Optional.empty();
        };
    }

    /** The contract's spelling. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static LabelType ofWire(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
