package dev.sentinel.identity.agent;

import java.util.Locale;

/** Where an agent runs. */
public enum DeploymentEnv {
    DEVELOPMENT,
    STAGING,
    PRODUCTION;

    /** As it stands in JSON and in the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
