package dev.sentinel.web;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One connection, on its event loop: what the edge waits for on it, and since when.
 *
 * <p>Each wait has a limit of its own, which no drip of single bytes can stretch.
 */
final class Peer {
    private static final Duration FAREWELL = Duration.ofSeconds(2);
    private static final long MAX_DISCARDED = 1L << 20;

    private enum Awaits {
        FIRST_HEAD,
        NEXT_HEAD,
        BODY,
        NOTHING,
        CLOSE
    }

    private final HttpConnection connection;
    private Awaits awaits = Awaits.FIRST_HEAD;
    private long since = System.nanoTime();
    private Runnable onLateBody = () -> {};
    private @Nullable Exchange current;
    private boolean last;
    private long discarded;

    Peer(HttpConnection connection) {
        this.connection = connection;
    }

    /** A head has arrived. */
    void begin(Exchange exchange) {
        current = exchange;
        await(Awaits.NOTHING);
    }

    /** The body is being read; {@code late} is run when it takes too long. */
    void awaitBody(Runnable late) {
        onLateBody = late;
        await(Awaits.BODY);
    }

    void bodyRead() {
        await(Awaits.NOTHING);
    }

    /** The exchange is answered. A pipelined one may have begun before this is told. */
    void answered(Exchange exchange) {
        if (current == exchange) {
            current = null;
            await(Awaits.NEXT_HEAD);
        }
    }

    /** It speaks something else from now on, whose limits are kept by whoever speaks it. */
    void tunnelled() {
        await(Awaits.NOTHING);
    }

    /** The answer that goes out now is the last one: it says so, and no request after it counts. */
    void lastAnswer() {
        last = true;
    }

    boolean isLast() {
        return last;
    }

    void close() {
        connection.close();
    }

    /**
     * Closes in a while, so that the answer arrives: closing with unread bytes makes TCP reset, and
     * a reset may overtake the answer (RFC 9112 section 9.6).
     */
    void farewell(HttpServerRequest answered) {
        if (answered.isEnded()) {
            close();
            return;
        }
        await(Awaits.CLOSE);
        answered.handler(chunk -> {
            discarded += chunk.length();
            if (discarded > MAX_DISCARDED) {
                close();
            }
        });
        answered.endHandler(_ -> close());
        answered.exceptionHandler(_ -> {});
        answered.resume();
    }

    /** Whether the current wait has taken longer than it may. */
    boolean isLate(long now, ListenerConfig limits) {
        Duration most =
                switch (awaits) {
                    case FIRST_HEAD -> limits.headTimeout();
                    case NEXT_HEAD -> limits.idleTimeout();
                    case BODY -> limits.bodyTimeout();
                    case CLOSE -> FAREWELL;
                    // The endpoint has limits of its own.
                    case NOTHING -> Duration.ofDays(1);
                };
        return now - since > most.toNanos();
    }

    void endLateWait() {
        if (awaits == Awaits.BODY) {
            onLateBody.run();
            return;
        }
        close();
    }

    private void await(Awaits what) {
        awaits = what;
        since = System.nanoTime();
    }
}
