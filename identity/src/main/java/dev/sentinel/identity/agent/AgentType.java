package dev.sentinel.identity.agent;

import java.util.Locale;

/** What an agent does. */
public enum AgentType {
    SCREENER,
    CLASSIFIER,
    ORCHESTRATOR,
    EXTRACTOR,
    SUMMARIZER,
    ROUTER,
    MONITOR,
    CUSTOM;

    /** As it stands in JSON and in the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
