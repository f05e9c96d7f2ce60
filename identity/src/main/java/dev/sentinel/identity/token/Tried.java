package dev.sentinel.identity.token;

/** One go through the phases. */
sealed interface Tried {
    record Ended(IssueOutcome outcome) implements Tried {}

    /** Revoked in between: what was judged is no longer so. */
    record Again() implements Tried {}
}
