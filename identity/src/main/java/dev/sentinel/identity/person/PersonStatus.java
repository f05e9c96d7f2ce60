package dev.sentinel.identity.person;

/** Whether a person may sign in. */
public enum PersonStatus {
    ACTIVE,
    DEACTIVATED
}
