package dev.sentinel.base.id;

import java.nio.ByteBuffer;
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
        // Asked for once: a secure generator takes longer to be asked than to answer.
        byte[] bytes = new byte[Short.BYTES + Long.BYTES];
        random.nextBytes(bytes);
        ByteBuffer bits = ByteBuffer.wrap(bytes);
        long time = clock.millis() << 16 | 0x7000 | (bits.getShort() & 0x0FFF);
        long rest = (bits.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(time, rest);
    }
}
