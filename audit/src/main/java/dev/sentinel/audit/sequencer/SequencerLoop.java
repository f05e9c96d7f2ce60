package dev.sentinel.audit.sequencer;

import dev.sentinel.base.Unavailable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that lets the sequencer pass at its pace, and what has become of it. */
public final class SequencerLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SequencerLoop.class);
    private static final Duration PAUSE_WHEN_AWAY = Duration.ofMillis(500);
    private static final Duration PAUSE_WHEN_STUCK = Duration.ofSeconds(5);
    private static final Duration CLOSING = Duration.ofMillis(1_500);

    private final Sequencer sequencer;
    private final SequencerConfig config;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private boolean begun;
    private volatile Optional<String> failure = Optional.empty();

    public SequencerLoop(Sequencer sequencer, SequencerConfig config) {
        this.sequencer = sequencer;
        this.config = config;
        this.thread = Thread.ofPlatform().name("audit-sequencer").daemon().unstarted(this::run);
    }

    /** Begins, on a migrated schema. */
    public void start() {
        thread.start();
    }

    /** Why nothing is integrated, while that is so. */
    public Optional<String> failure() {
        return failure;
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
                log.warn("the audit sequencer did not end in {}", CLOSING);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration pause = Duration.ZERO;
        while (!closedWithin(pause)) {
            pause = pass();
        }
        // What was written before closing should not wait for the next start.
        pass();
    }

    /** One pass; returns how long to wait for the next. */
    private Duration pass() {
        try {
            if (!begun) {
                sequencer.begin();
                begun = true;
            }
            if (sequencer.hasWork()) {
                sequencer.integrate();
            }
            failure = Optional.empty();
            return config.interval();
        } catch (Unavailable away) {
            note("PostgreSQL is away", away);
            return PAUSE_WHEN_AWAY;
        } catch (RuntimeException stuck) {
            note(String.valueOf(stuck.getMessage()), stuck);
            return PAUSE_WHEN_STUCK;
        }
    }

    /** Tells once what is wrong, not at every pass. */
    private void note(String reason, RuntimeException cause) {
        if (failure.isEmpty()) {
            log.error("the audit log is not being integrated: {}", reason, cause);
        }
        failure = Optional.of(reason);
    }

    private boolean closedWithin(Duration pause) {
        try {
            return closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            return true;
        }
    }
}
