package dev.sentinel.gateway.forward;

import dev.sentinel.trust.revocation.OpenStreams.End;
import dev.sentinel.web.Caller;
import dev.sentinel.web.Head;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Ends event streams and WebSockets with the credentials that opened them: a request is judged
 * once, when it begins, and a stream would outlive every revocation.
 */
public interface StreamWatch {
    /**
     * Notes on what a call rests, when it begins. Whether it becomes a stream shows later, and what
     * is behind a cookie may be forgotten by then.
     *
     * @param caller who was found good; empty where nobody was asked
     */
    Credentials credentials(Head head, Optional<Caller> caller);

    /** What a call rests on. */
    interface Credentials {
        /** For callers whose credentials nobody can revoke. */
        Credentials LASTING = _ -> Optional.of(() -> {});

        /**
         * Watches over the call's stream from now on.
         *
         * @param closing is told why, at most once, on any thread
         * @return what to call when the stream has ended by itself; empty when there is no room for
         *     one more
         * @throws dev.sentinel.web.Problem when they are not good any more, or cannot be judged now
         */
        Optional<Runnable> watch(Consumer<End> closing);
    }

    /** For callers whose credentials nobody can revoke. */
    static StreamWatch none() {
        return (_, _) -> Credentials.LASTING;
    }
}
