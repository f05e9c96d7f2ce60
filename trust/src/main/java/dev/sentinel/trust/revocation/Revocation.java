package dev.sentinel.trust.revocation;

import java.time.Instant;
import java.util.Locale;

/**
 * One line of the revocation feed: what {@code kind} names by {@code id} is revoked for tokens that
 * were issued before {@code notBefore}.
 *
 * @param sequence in order of commit; a verifier resumes after the last one it has
 * @param expiresAt when no token that it could concern is alive any more
 */
public record Revocation(
        long sequence, Kind kind, String id, Instant notBefore, Instant expiresAt) {

    /** What can be revoked. */
    public enum Kind {
        /** One token, by {@code jti}, and all that were made from it. */
        TOKEN,
        /** All tokens issued with a credential, by {@code sid}. */
        CREDENTIAL,
        /** All tokens of a session, by {@code sid}. */
        SESSION,
        /** All tokens that name a principal as subject or actor. */
        PRINCIPAL,
        /** All tokens of a refresh token and its successors, by the family's id. */
        FAMILY,
        /** All tokens made by one delegation or by a later one that rests on it, by its id. */
        CHAIN;

        /** As written in the feed. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
