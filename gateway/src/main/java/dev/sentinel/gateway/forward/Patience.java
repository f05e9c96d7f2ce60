package dev.sentinel.gateway.forward;

import dev.sentinel.gateway.forward.http1.Alarm;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a silent peer is waited for. Bytes that flow move no timer: when the alarm rings, it
 * looks at when something last happened and goes on for the rest of the time.
 */
final class Patience {
    private final Runnable exhausted;
    private final long readerNanos;
    private long nanos;
    private @Nullable Alarm alarm;
    private long lastProgress;
    private boolean suspended;

    /** With a limit for the service, and one for the reader of its answer. */
    Patience(Duration limit, Duration reader, Runnable exhausted) {
        this.nanos = limit.toNanos();
        this.readerNanos = reader.toNanos();
        this.exhausted = exhausted;
    }

    void start(Alarm ringing) {
        alarm = ringing;
        progressed();
        ringing.set(nanos, this::look);
    }

    /** Starts anew, with another limit: an event stream may be silent for longer than an answer. */
    void start(Duration limit) {
        nanos = limit.toNanos();
        Alarm ringing = alarm;
        if (ringing != null) {
            start(ringing);
        }
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

    /** The alarm may ring for somebody else from now on. */
    void stop() {
        Alarm ringing = alarm;
        if (ringing != null) {
            alarm = null;
            ringing.off();
        }
    }

    private void look() {
        Alarm ringing = alarm;
        if (ringing == null) {
            return;
        }
        // A stream of HTTP/2 whose window never opens would hold the service for ever.
        long limit = suspended ? readerNanos : nanos;
        long left = limit - (System.nanoTime() - lastProgress);
        if (left > 0) {
            ringing.set(Math.min(left, nanos), this::look);
            return;
        }
        exhausted.run();
    }
}
