package dev.sentinel.gateway.forward;

import dev.sentinel.trust.revocation.OpenStreams.End;
import dev.sentinel.web.Head;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Ends event streams and WebSockets with the credentials that opened them: a request is judged
 * once, when it begins, and a stream would outlive every revocation.
 */
public interface StreamWatch {
    /**
     * Watches over a stream from now on.
     *
     * @param head of the request that opened it, whose caller was found good
     * @param closing is told why, at most once, on any thread
     * @return what to call when the stream has ended by itself; empty when there is no room for one
     *     more
     */
    Optional<Runnable> watch(Head head, Consumer<End> closing);

    /** For callers whose credentials nobody can revoke. */
    static StreamWatch none() {
        return (_, _) -> Optional.of(() -> {});
    }
}
