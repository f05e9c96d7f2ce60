package dev.sentinel.gateway.registry;

/** What becomes of a service's JSON answers (contract studio §3). */
public enum EnvelopeRule {
    /** They are put into the envelope, errors into the gateway's own shape. */
    WRAP,
    /** They pass byte for byte. */
    RAW
}
