package dev.sentinel.gateway.forward;

import dev.sentinel.gateway.forward.http1.Answer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/**
 * The sending side of an answer's body: its framing is made anew, and the service is read no faster
 * than the client reads.
 */
final class AnswerStream {
    /**
     * Bytes that may wait for the window of a stream of HTTP/2. The framework counts parts there,
     * sixteen of them: a client that opens no window would have a megabyte kept for each of its
     * hundred streams.
     */
    private static final int MOST_WAITING = 128 * 1024;

    private final Answer from;
    private final HttpServerRequest request;
    private final HttpServerResponse to;
    private final Patience patience;
    private final boolean counts;
    private boolean untilClose;
    private int waiting;
    private boolean full;

    AnswerStream(Answer from, HttpServerRequest request, Patience patience) {
        this.from = from;
        this.request = request;
        this.to = request.response();
        this.patience = patience;
        this.counts = request.version() == HttpVersion.HTTP_2;
    }

    /** Announces a length, or chunks when it is negative. */
    void begin(long length) {
        if (length >= 0) {
            to.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
        } else {
            to.setChunked(true);
            // An old client knows no chunks: the end of the connection is the end of the answer.
            untilClose = request.version() == HttpVersion.HTTP_1_0;
        }
        if (!counts) {
            to.drainHandler(_ -> drained());
        }
    }

    void write(Buffer part) {
        Future<Void> left = to.write(part);
        if (counts) {
            count(part.length(), left);
        } else if (to.writeQueueFull()) {
            hold();
        }
    }

    private void count(int length, Future<Void> left) {
        waiting += length;
        left.onComplete(_ -> {
            waiting -= length;
            if (full && waiting <= MOST_WAITING / 2) {
                full = false;
                drained();
            }
        });
        if (waiting > MOST_WAITING && !full) {
            full = true;
            hold();
        }
    }

    private void hold() {
        patience.suspend();
        from.pause();
    }

    /** Head, body and end leave in one write when nothing has been written before. */
    Future<Void> end(Buffer last) {
        Future<Void> left = to.end(last);
        closeIfOld();
        return left;
    }

    Future<Void> end() {
        Future<Void> left = to.end();
        closeIfOld();
        return left;
    }

    private void closeIfOld() {
        if (untilClose) {
            request.connection().close();
        }
    }

    private void drained() {
        patience.resume();
        from.resume();
    }
}
