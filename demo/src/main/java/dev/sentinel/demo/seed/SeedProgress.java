package dev.sentinel.demo.seed;

/** Told now and then how far seeding has come. */
@FunctionalInterface
public interface SeedProgress {
    /** The parts of a seeding, in order. */
    enum Phase {
        TRAINING,
        HISTORY,
        SCORING
    }

    void reached(Phase phase, long done, long total);
}
