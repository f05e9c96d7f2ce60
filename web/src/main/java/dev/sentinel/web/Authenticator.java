package dev.sentinel.web;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

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

    /**
     * What must be done before the question can be answered from memory, such as reading a session;
     * empty when nothing is. Does not block either; the request waits for the end of it, and is
     * refused when it fails.
     */
    default Optional<CompletionStage<?>> prepare(Head head) {
        return Optional.empty();
    }

    /** Asks this one first and the other when this one knows nothing of the request. */
    default Authenticator or(Authenticator other) {
        Authenticator first = this;
        return new Authenticator() {
            @Override
            public Optional<Caller> authenticate(Head head) {
                Optional<Caller> caller = first.authenticate(head);
                return caller.isPresent() ? caller : other.authenticate(head);
            }

            @Override
            public Optional<CompletionStage<?>> prepare(Head head) {
                Optional<CompletionStage<?>> work = first.prepare(head);
                return work.isPresent() ? work : other.prepare(head);
            }
        };
    }
}
