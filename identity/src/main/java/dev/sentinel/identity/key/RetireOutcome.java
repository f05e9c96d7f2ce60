package dev.sentinel.identity.key;

import java.time.Instant;

/** How the end of a key ends. */
public sealed interface RetireOutcome {
    /** It signs no longer, and what it signed is believed until then. */
    record Retired(String kid, Instant verifiesUntil) implements RetireOutcome {}

    /** It signs until the next key has been published for long enough. */
    record Scheduled(String kid, String next, Instant signsFrom) implements RetireOutcome {}

    record AlreadyRetired(String kid, Instant verifiesUntil) implements RetireOutcome {}

    record NoSuchKey(String kid) implements RetireOutcome {}

    /** How urgent it is. */
    enum Urgency {
        /** No request fails: the next key takes over when every verifier knows it. */
        ORDERLY,
        /** The next key takes over now; tokens that are out live on. */
        NOW,
        /** As now, and nothing that the key signed is believed any more. */
        COMPROMISED
    }
}
