package dev.sentinel.web;

import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The requests of one event loop that wait for work done elsewhere: a session, a count.
 *
 * <p>Work that many of them have waited for ends for all at once, and then the loop is woken once.
 * None has a timer of its own: what takes too long is found by looking through them.
 */
final class Holds {
    /** How late a wait may be found to have taken too long. */
    static final Duration SWEEP = Duration.ofMillis(250);

    private final Executor loop;
    private final Set<Hold> waiting = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Queue<Hold> ended = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();

    /** {@code loop} runs what it is given later, on the event loop. */
    Holds(Executor loop) {
        this.loop = loop;
    }

    private record Hold(Runnable next, long until) {}

    /** Runs {@code next} on the loop when the work has ended, or has taken too long. */
    void until(CompletionStage<?> work, Duration patience, Runnable next) {
        Hold hold = new Hold(next, System.nanoTime() + patience.toNanos());
        waiting.add(hold);
        var _ = work.whenComplete((_, _) -> end(hold));
    }

    /** On any thread. */
    private void end(Hold hold) {
        ended.add(hold);
        if (woken.compareAndSet(false, true)) {
            loop.execute(this::goOn);
        }
    }

    private void goOn() {
        woken.set(false);
        for (Hold hold = ended.poll(); hold != null; hold = ended.poll()) {
            goOn(hold);
        }
    }

    private void goOn(Hold hold) {
        // Once, also when the work ends after the patience has.
        if (waiting.remove(hold)) {
            hold.next().run();
        }
    }

    /** Goes on with those that have waited for too long. */
    void sweep() {
        long now = System.nanoTime();
        List<Hold> late = waiting.stream().filter(hold -> hold.until() - now <= 0).toList();
        late.forEach(this::goOn);
    }
}
