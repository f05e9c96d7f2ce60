package dev.sentinel.risk.model;

/** Every way an activation can end. */
public sealed interface ActivateOutcome {
    /** The model decides from now on. */
    record Activated(ScoringModel model) implements ActivateOutcome {}

    /** No such version is in the registry. */
    record NoSuchVersion(String version) implements ActivateOutcome {}

    /** The artifact failed a check; whatever was active stays so. */
    record Refused(String version, String why) implements ActivateOutcome {}
}
