package dev.sentinel.web;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;

/**
 * One connection, on its event loop: what the edge waits for on it, and since when.
 *
 * <p>Each wait has a limit of its own, which no drip of single bytes can stretch.
 */
sealed interface Peer permits Http1Peer, Http2Peer {
    /** How long, and how much of, a body is read that nobody wants (RFC 9112 section 9.6). */
    Duration FAREWELL = Duration.ofSeconds(5);

    /** A bit more than the largest body that any route takes. */
    long MAX_DISCARDED = 64L << 20;

    /** A head has arrived. */
    void begin(Exchange exchange);

    /** The length of the request's body: 0 without one, -1 when only its end will tell. */
    long bodyLength(Exchange exchange);

    /** The body is being read; {@code late} is run when it takes too long. */
    void awaitBody(Exchange exchange, Runnable late);

    void bodyRead(Exchange exchange);

    /** The answer is on its way, or nobody is there to take it. */
    void answered(Exchange exchange);

    /** The answer has left whole, or never will. */
    void closed(Exchange exchange);

    /** It speaks something else from now on, whose limits are kept by whoever speaks it. */
    void tunnelled();

    /** No request after the one in hand counts: where it ends cannot be told. */
    void lastAnswer();

    boolean isLast();

    /**
     * Says in the head of the answer that it is the connection's last one, when it is; true when
     * something has to be ended after the answer: {@link #leave}.
     */
    boolean announceEnd(HttpServerRequest request, HttpServerResponse answer, boolean closing);

    /**
     * Ends what the answer has left open: the connection, or the stream alone where there are
     * streams. The rest of the body is read and thrown away for a while, so that the client can
     * read the answer.
     *
     * @param answer completes when the answer has left
     */
    void leave(Exchange exchange, Future<Void> answer);

    /** Whether a wait has taken longer than it may. */
    boolean isLate(long now, ListenerConfig limits);

    void endLateWaits(long now, ListenerConfig limits);
}
