package dev.sentinel.risk.state;

import dev.sentinel.risk.feature.Features;
import dev.sentinel.web.Problem;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The features of this process. They live in memory only, so after a start they are incomplete
 * until the stored past is counted again; until then nothing may be scored, because every sender
 * would look new.
 */
public final class FeatureState {
    private final Features features;
    private final AtomicLong counted = new AtomicLong();
    private volatile boolean complete;

    /** Begins incomplete. */
    public FeatureState(Features features) {
        this.features = features;
    }

    /** The state itself; to be asked for vectors only when {@link #complete}. */
    public Features features() {
        return features;
    }

    /** Whether everything stored is counted. */
    public boolean complete() {
        return complete;
    }

    /** Stored payments counted so far, for those who wait. */
    public long counted() {
        return counted.get();
    }

    /** The refusal of whoever needs the state before it is complete. */
    public Problem incomplete() {
        return Problem.unavailable(
                "the feature state is being rebuilt from stored payments, "
                        + counted
                        + " counted so far: try again shortly");
    }

    /** Counting starts from the first stored payment, perhaps again. */
    public void restart() {
        counted.set(0);
    }

    /** One more stored payment is counted. */
    public void advance() {
        counted.incrementAndGet();
    }

    /** From now on the state is what the store says. */
    public void markComplete() {
        complete = true;
    }
}
