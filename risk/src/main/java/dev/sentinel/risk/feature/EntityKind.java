package dev.sentinel.risk.feature;

/** Who or what takes part in payments and has aggregates of its own. */
enum EntityKind {
    SENDER,
    TERMINAL,
    DEVICE,
    IP,
    /** A sender together with a receiver. */
    PAIR
}
