package dev.sentinel.identity.session;

/** Every way a refresh can end. */
sealed interface RefreshOutcome {
    record Refreshed(IssuedTokens tokens) implements RefreshOutcome {}

    /** The session, or the token, has come to its end by itself. */
    record Expired() implements RefreshOutcome {}

    /** No token of ours, or of a session that was ended. */
    record NotGood() implements RefreshOutcome {}

    /** It had been used before: somebody has a copy, so the session was ended. */
    record Reused() implements RefreshOutcome {}
}
