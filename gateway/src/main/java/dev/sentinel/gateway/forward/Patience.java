package dev.sentinel.gateway.forward;

import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * How long a silent peer is waited for. One timer a call however many bytes flow: when it fires it
 * looks at when something last happened and goes on for the rest of the time.
 */
final class Patience {
    private static final long NONE = -1;

    private final Vertx vertx;
    private final Runnable exhausted;
    private final long readerNanos;
    private long nanos;
    private long timer = NONE;
    private long lastProgress;
    private boolean suspended;

    /** With a limit for the service, and one for the reader of its answer. */
    Patience(Vertx vertx, Duration limit, Duration reader, Runnable exhausted) {
        this.vertx = vertx;
        this.nanos = limit.toNanos();
        this.readerNanos = reader.toNanos();
        this.exhausted = exhausted;
    }

    Vertx vertx() {
        return vertx;
    }

    void start() {
        stop();
        progressed();
        arm(nanos);
    }

    /** Starts anew, with another limit: an event stream may be silent for longer than an answer. */
    void start(Duration limit) {
        nanos = limit.toNanos();
        start();
    }

    void progressed() {
        lastProgress = System.nanoTime();
    }

    /** While the reader of an answer is slow, the service is not: its silence does not count. */
    void suspend() {
        suspended = true;
        progressed();
    }

    /** Whether the silence is the reader's. */
    boolean isSuspended() {
        return suspended;
    }

    void resume() {
        suspended = false;
        progressed();
    }

    void stop() {
        if (timer != NONE) {
            vertx.cancelTimer(timer);
            timer = NONE;
        }
    }

    private void arm(long left) {
        timer = vertx.setTimer(Math.max(1, Duration.ofNanos(left).toMillis() + 1), _ -> look());
    }

    private void look() {
        timer = NONE;
        // A stream of HTTP/2 whose window never opens would hold the service for ever.
        long limit = suspended ? readerNanos : nanos;
        long left = limit - (System.nanoTime() - lastProgress);
        if (left > 0) {
            arm(Math.min(left, nanos));
            return;
        }
        exhausted.run();
    }
}
