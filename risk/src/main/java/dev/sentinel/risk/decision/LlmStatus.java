package dev.sentinel.risk.decision;

import java.util.Locale;

/** Whether enrichment from documents is in the score, or still to come (contract §6.1). */
public enum LlmStatus {
    READY,
    PENDING;

    /** The contract's spelling. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The state that is spelt so. */
    public static LlmStatus ofWire(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
