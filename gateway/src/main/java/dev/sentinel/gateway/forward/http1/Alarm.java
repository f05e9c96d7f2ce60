package dev.sentinel.gateway.forward.http1;

import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Rings once, some time after it was set last. Setting it anew costs nothing while its time moves
 * on: the calls of a connection follow each other a thousand times before the timer underneath
 * fires and looks. Lives on one event loop.
 */
public final class Alarm {
    private final ContextInternal loop;
    private @Nullable ScheduledFuture<?> timer;
    private @Nullable Runnable ring;
    private long timerAt;
    private long ringAt;

    /** Off at first. */
    public Alarm(Context loop) {
        this.loop = (ContextInternal) loop;
    }

    /** Rings after so many nanoseconds, and no more when it was to before. */
    public void set(long nanos, Runnable ring) {
        this.ring = ring;
        ringAt = System.nanoTime() + nanos;
        ScheduledFuture<?> running = timer;
        if (running != null && timerAt - ringAt > 0) {
            running.cancel(false);
            timer = null;
        }
        if (timer == null) {
            arm(nanos);
        }
    }

    /** Does not ring until it is set again. */
    public void off() {
        ring = null;
    }

    /** Off, and nothing is left of it. */
    public void close() {
        ring = null;
        ScheduledFuture<?> running = timer;
        if (running != null) {
            running.cancel(false);
            timer = null;
        }
    }

    private void arm(long nanos) {
        timerAt = ringAt;
        timer =
                loop.nettyEventLoop()
                        .schedule(() -> loop.dispatch(this::look), nanos, TimeUnit.NANOSECONDS);
    }

    private void look() {
        timer = null;
        Runnable due = ring;
        if (due == null) {
            return;
        }
        long left = ringAt - System.nanoTime();
        if (left > 0) {
            arm(left);
            return;
        }
        ring = null;
        due.run();
    }
}
