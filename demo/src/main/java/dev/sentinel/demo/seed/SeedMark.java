package dev.sentinel.demo.seed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * The file that says which world was seeded. It is written before the first payment, because a
 * seeding that goes on tomorrow must go on with the same world.
 */
record SeedMark(Path file, Instant end, boolean done) {
    private static final String DONE = "done";

    static SeedMark in(Path directory, SeedPlan plan, Instant now) {
        Path file = directory.resolve("seeded-" + plan.name());
        try {
            if (!Files.exists(file)) {
                Files.writeString(file, now + "\n");
                return new SeedMark(file, now, false);
            }
            List<String> lines = Files.readAllLines(file);
            return new SeedMark(file, Instant.parse(lines.getFirst()), lines.contains(DONE));
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot keep " + file, failure);
        }
    }

    /** Whether it is seeded whole; looks, and writes nothing. */
    static boolean isDone(Path directory, SeedPlan plan) {
        Path file = directory.resolve("seeded-" + plan.name());
        try {
            return Files.exists(file) && Files.readAllLines(file).contains(DONE);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read " + file, failure);
        }
    }

    void finish() {
        try {
            Files.writeString(file, end + "\n" + DONE + "\n");
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot keep " + file, failure);
        }
    }
}
