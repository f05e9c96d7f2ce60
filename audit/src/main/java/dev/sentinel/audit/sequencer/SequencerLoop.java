package dev.sentinel.audit.sequencer;

import dev.sentinel.base.Unavailable;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the sequencer pass at its pace, and knows what has become of it.
 *
 * <p>A process that stands by looks less often and leaves the work to others. It takes over when
 * events have waited for a while and the log has not grown, and stands by again when it sees that
 * another has integrated.
 */
public final class SequencerLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SequencerLoop.class);
    private static final Duration PAUSE_WHEN_AWAY = Duration.ofMillis(500);
    private static final Duration PAUSE_WHEN_STUCK = Duration.ofSeconds(5);
    private static final int LOOKS_WHILE_STANDING_BY = 4;

    private final Sequencer sequencer;
    private final Runnable mayBegin;
    private final SequencerConfig config;
    private final Consumer<Integrated> integrated;
    private final PacedThread thread = new PacedThread("audit-sequencer", this::pass);
    private boolean begun;
    private boolean leading;
    private volatile boolean closing;
    private volatile Optional<String> failure = Optional.empty();
    private volatile Glance last = Glance.NOT_BEGUN;
    private volatile long passedAt = System.nanoTime();
    private volatile long nothingWaitedAt = System.nanoTime();

    /**
     * @param mayBegin throws when this log must not be gone on with
     * @param integrated told of each pass of this process that added leaves
     */
    public SequencerLoop(
            Sequencer sequencer,
            Runnable mayBegin,
            SequencerConfig config,
            Consumer<Integrated> integrated) {
        this.sequencer = sequencer;
        this.mayBegin = mayBegin;
        this.config = config;
        this.integrated = integrated;
    }

    /** Begins, on a migrated schema. */
    public void start() {
        passedAt = System.nanoTime();
        nothingWaitedAt = passedAt;
        thread.start();
    }

    /** Why nothing is integrated, while that is so. */
    public Optional<String> failure() {
        if (failure.isPresent()) {
            return failure;
        }
        if (thread.ended() || since(passedAt).compareTo(config.stuckAfter()) > 0) {
            return Optional.of("the sequencer of this process has stopped");
        }
        // Whoever holds the leader's lock does not get on: this process would, if it could.
        return waiting().compareTo(config.stuckAfter()) > 0
                ? Optional.of(
                        "committed events have waited for %d s".formatted(waiting().toSeconds()))
                : Optional.empty();
    }

    /** How far the log was at the last pass. */
    public Glance last() {
        return last;
    }

    /** For how long there have been events that nobody integrated. */
    public Duration waiting() {
        return last.waiting() ? since(nothingWaitedAt) : Duration.ZERO;
    }

    /** Stops after a last pass. */
    @Override
    public void close() {
        closing = true;
        thread.close();
    }

    /** One pass; returns how long to wait for the next. */
    private Duration pass() {
        long from = System.nanoTime();
        try {
            if (!begun) {
                sequencer.begin();
                mayBegin.run();
                begun = true;
            }
            Glance now = sequencer.glance();
            if (now.size() != last.size()) {
                leading = false;
            }
            look(now);
            if (now.waiting() && isOurTurn()) {
                Integrated added = sequencer.integrate();
                if (added.count() > 0) {
                    leading = true;
                    integrated.accept(added);
                    look(new Glance(false, added.size(), added.signedAt()));
                }
            }
            failure = Optional.empty();
            // A pace, not a pause: the more there was to do, the sooner the next pass begins.
            Duration left = pace().minus(since(from));
            return left.isNegative() ? Duration.ZERO : left;
        } catch (Unavailable away) {
            note(away.what() + " is away", away);
            return PAUSE_WHEN_AWAY;
        } catch (RuntimeException | Error stuck) {
            note(String.valueOf(stuck.getMessage()), stuck);
            return PAUSE_WHEN_STUCK;
        } finally {
            passedAt = System.nanoTime();
        }
    }

    private boolean isOurTurn() {
        // At the end too: the others may have ended before.
        return leading || closing || waiting().compareTo(config.standby()) >= 0;
    }

    private Duration pace() {
        Duration rare = config.standby().dividedBy(LOOKS_WHILE_STANDING_BY);
        return leading || rare.compareTo(config.interval()) < 0 ? config.interval() : rare;
    }

    private void look(Glance now) {
        if (!now.waiting() || now.size() != last.size()) {
            nothingWaitedAt = System.nanoTime();
        }
        last = now;
    }

    /** Tells once what is wrong, not at every pass. */
    private void note(String reason, Throwable cause) {
        if (failure.isEmpty()) {
            log.error("the audit log is not being integrated: {}", reason, cause);
        }
        failure = Optional.of(reason);
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
