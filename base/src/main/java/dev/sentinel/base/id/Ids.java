package dev.sentinel.base.id;

import java.time.Clock;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Makes UUIDs of version 7 (RFC 9562 section 5.7): unique, and in order of time for an index. */
public final class Ids {
    private final Clock clock;
    private final RandomGenerator random;

    /** With a random generator that is safe for threads and, in production, unpredictable. */
    public Ids(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    public UUID next() {
        long time = clock.millis() << 16 | 0x7000 | (random.nextLong() & 0x0FFF);
        long rest = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(time, rest);
    }
}
