package dev.sentinel.identity.credential;

/** How an operation on credentials ends. */
sealed interface CredentialOutcome<T> {
    record Done<T>(T result) implements CredentialOutcome<T> {}

    record Refused<T>(Refusal why) implements CredentialOutcome<T> {}

    /** Every reason not to. */
    enum Refusal {
        NO_SUCH_AGENT,
        NO_SUCH_CREDENTIAL,
        /** It is there, but the requester manages only itself. */
        NOT_YOURS,
        /** Its tokens would carry scopes that the requester's own token does not. */
        BEYOND_YOUR_SCOPES,
        /** The credential behind the requester's token has just been revoked. */
        MAKER_REVOKED,
        /** The requester acts for somebody; a credential would outlive that. */
        DELEGATED,
        AGENT_NOT_ACTIVE,
        ALREADY_REVOKED,
        EXPIRED,
        TOO_MANY
    }
}
