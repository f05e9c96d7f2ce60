package dev.sentinel.risk.train;

/** Told now and then how far a training has come. */
@FunctionalInterface
public interface TrainingProgress {
    /** The parts of a training, in order. */
    enum Phase {
        /** Computing features; {@code done} counts payments and the total is not known (-1). */
        FEATURES,
        /** Growing trees. */
        TREES
    }

    void reached(Phase phase, long done, long total);
}
