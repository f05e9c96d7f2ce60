package dev.sentinel.audit.event;

/** How what was tried ended. A refusal is a failure; the reason stands in the metadata. */
public enum Outcome {
    SUCCESS,
    FAILURE
}
