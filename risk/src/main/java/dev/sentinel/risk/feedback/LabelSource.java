package dev.sentinel.risk.feedback;

import java.util.Locale;

/** Who said it (contract §7). */
public enum LabelSource {
    MANUAL,
    SYSTEM,
    PARTNER;

    /** The contract's spelling. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static LabelSource ofWire(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
