package dev.sentinel.identity.agent;

import java.util.Locale;

/** Where an agent is in its life. */
public enum AgentStatus {
    /** Gets tokens and credentials. */
    ACTIVE,
    /** Gets none, and those it has are revoked; it can come back. */
    SUSPENDED,
    /** As suspended, for good. */
    DECOMMISSIONED;

    /** As it stands in JSON and in the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
