package dev.sentinel.web;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** How often a route may be used. */
public interface RateLimit {
    /** In the words of the route matrix, such as {@code 100 a minute for each client}. */
    String describe();

    /**
     * Counts a request and judges it, before its body is read.
     *
     * <p>Called on an event loop, so it does not block: it answers from memory, or later, on any
     * thread. A failure refuses the request, an {@link dev.sentinel.base.Unavailable} with 503, and
     * so does an answer that does not come within two seconds. A limit that is to let requests pass
     * while its counters are away says so by {@link Verdict.Allowed}.
     *
     * @param caller empty on open routes, and for nobody
     */
    CompletionStage<Verdict> judge(Optional<Caller> caller, Head head);

    /** Every way a judgement can end. */
    sealed interface Verdict {
        /**
         * What the answer says of the limit, whatever becomes of the request, such as {@code
         * X-RateLimit-Remaining}.
         */
        Map<String, String> headers();

        /** Go on. */
        record Allowed(Map<String, String> headers) implements Verdict {
            public Allowed {
                headers = Map.copyOf(headers);
            }
        }

        /** 429: it may be tried again after so long (RFC 6585 section 4). */
        record Refused(Duration retryAfter, Map<String, String> headers) implements Verdict {
            public Refused {
                headers = Map.copyOf(headers);
            }
        }
    }
}
