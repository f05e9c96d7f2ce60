package dev.sentinel.gateway.registry;

/** The body of the errors that the gateway itself raises on a service's routes. */
public enum ErrorShape {
    /** The superset of contract studio §3.2. */
    ENVELOPE,
    /** RFC 9457. */
    PROBLEM
}
