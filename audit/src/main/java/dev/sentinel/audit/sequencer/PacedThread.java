package dev.sentinel.audit.sequencer;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that does one thing again and again, each pass saying how long to wait for the next. */
public final class PacedThread implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PacedThread.class);
    private static final Duration CLOSING = Duration.ofMillis(1_500);

    /** One pass; returns how long to wait for the next, and does not throw. */
    public interface Pass {
        Duration once();
    }

    private final Pass pass;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    /** Made, not yet started. */
    public PacedThread(String name, Pass pass) {
        this.pass = pass;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Whether it was started and has come to an end. */
    public boolean ended() {
        return thread.getState() == Thread.State.TERMINATED;
    }

    /** Stops after a last pass. */
    @Override
    public void close() {
        closed.countDown();
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        try {
            if (!thread.join(CLOSING)) {
                log.warn("{} did not end in {}", thread.getName(), CLOSING);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration pause = Duration.ZERO;
        while (!closedWithin(pause)) {
            pause = pass.once();
        }
        // What was written before closing should not wait for the next start.
        pass.once();
    }

    private boolean closedWithin(Duration pause) {
        try {
            return closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            return true;
        }
    }
}
