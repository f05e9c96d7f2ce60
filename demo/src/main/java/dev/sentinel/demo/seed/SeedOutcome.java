package dev.sentinel.demo.seed;

import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/** How a seeding ended. */
public sealed interface SeedOutcome {
    /**
     * The set is there now.
     *
     * @param decisions of the scored payments, by their word
     * @param worked cases for which an analyst has said what was true
     */
    record Seeded(long history, long scored, SortedMap<String, Long> decisions, long worked)
            implements SeedOutcome {
        public Seeded {
            decisions = new TreeMap<>(decisions);
        }
    }

    /** It was there before. */
    record ThereAlready(Instant end) implements SeedOutcome {}
}
