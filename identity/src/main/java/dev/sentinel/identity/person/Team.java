package dev.sentinel.identity.person;

/** Whether a person belongs to the firm. */
public enum Team {
    INTERNAL,
    EXTERNAL
}
