package dev.sentinel.audit.erase;

/** Every way a request for an erasure can end. */
public sealed interface AskOutcome {
    record Asked(Erasure erasure) implements AskOutcome {}

    /** No event of the workspace is by or about this one: perhaps the id was mistyped. */
    record NobodyKnown() implements AskOutcome {}
}
