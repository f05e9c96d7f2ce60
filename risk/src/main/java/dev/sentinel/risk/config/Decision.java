package dev.sentinel.risk.config;

/** What happens to a payment (contract §4.1), mildest first. */
public enum Decision {
    PASS,
    REVIEW,
    HOLD,
    BLOCK;

    /** Everything but a pass is looked at by a person. */
    public boolean opensCase() {
        return this != PASS;
    }
}
