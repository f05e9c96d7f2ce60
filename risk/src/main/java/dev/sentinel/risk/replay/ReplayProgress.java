package dev.sentinel.risk.replay;

/** Told now and then how far a replay has come. Called from one thread at a time. */
@FunctionalInterface
public interface ReplayProgress {
    /** The parts of a replay, in order. */
    enum Phase {
        TRAINING,
        HISTORY,
        SCORING
    }

    /** {@code total} is -1 while nobody knows it. */
    void reached(Phase phase, long done, long total);
}
