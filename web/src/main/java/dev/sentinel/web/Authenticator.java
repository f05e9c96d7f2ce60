package dev.sentinel.web;

import java.util.Optional;

/**
 * Finds out who is calling.
 *
 * <p>Runs on an event loop, so it answers from memory and never blocks.
 */
@FunctionalInterface
public interface Authenticator {
    /**
     * The caller; empty when the request carries no credentials of a kind that this authenticator
     * knows.
     *
     * @throws Problem when credentials are there and are not good (401), or cannot be judged (503)
     */
    Optional<Caller> authenticate(Head head);

    /** Asks this one first and the other when this one knows nothing of the request. */
    default Authenticator or(Authenticator other) {
        return head -> {
            Optional<Caller> caller = authenticate(head);
            return caller.isPresent() ? caller : other.authenticate(head);
        };
    }
}
