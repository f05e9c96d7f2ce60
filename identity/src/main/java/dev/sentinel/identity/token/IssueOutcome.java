package dev.sentinel.identity.token;

import dev.sentinel.identity.agent.AgentStatus;
import java.time.Duration;

/** Every way a token request can end. */
sealed interface IssueOutcome {
    /**
     * Made.
     *
     * @param exchanged whether it was made from another token (RFC 8693)
     */
    record Issued(String token, TokenType type, String scope, Duration life, boolean exchanged)
            implements IssueOutcome {}

    /** The reason is for the audit log alone: the caller learns only that it failed. */
    record NotAuthenticated(String reason) implements IssueOutcome {}

    record NotActive(AgentStatus status) implements IssueOutcome {}

    /** Unknown, or not among those that the client was granted. */
    record ScopeRefused(String scope) implements IssueOutcome {}

    /** A resource that tokens are not made for (RFC 8707 section 2). */
    record TargetRefused(String resource) implements IssueOutcome {}

    /** A DPoP proof that is missing or not good (RFC 9449 section 5). */
    record ProofRefused(String reason) implements IssueOutcome {}

    /** The proof must be made again with this nonce (RFC 9449 section 8). */
    record NonceNeeded(String nonce) implements IssueOutcome {}

    /** What was shown for the grant is not good, or does not permit it (RFC 8693 section 2.2.2). */
    record GrantRefused(String reason) implements IssueOutcome {}

    record MonthExhausted(long limit) implements IssueOutcome {}

    /** In this minute; not in the audit log, which must not grow with every refused request. */
    record TooManyRequests() implements IssueOutcome {}
}
