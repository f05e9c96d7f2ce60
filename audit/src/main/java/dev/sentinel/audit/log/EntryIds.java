package dev.sentinel.audit.log;

import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids of entries: UUIDv7 that only grow within this process, with a counter in the 12 bits after
 * the milliseconds (RFC 9562 §6.2, method 1). Two events of one request thus stay in their order.
 */
final class EntryIds {
    private static final int COUNTER_BITS = 12;
    private static final int COUNTER_MASK = (1 << COUNTER_BITS) - 1;
    private static final long VERSION = 0x7000;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final Clock clock;
    private final RandomBlocks random;
    private final AtomicLong last = new AtomicLong();

    EntryIds(Clock clock, RandomBlocks random) {
        this.clock = clock;
        this.random = random;
    }

    UUID next() {
        long now = clock.millis() << COUNTER_BITS;
        // When the clock stands or goes back, the counter goes on, into the next millisecond at
        // worst.
        long tick = last.updateAndGet(before -> Math.max(before + 1, now));
        long time = tick >>> COUNTER_BITS << 16 | VERSION | (tick & COUNTER_MASK);
        return new UUID(time, random.nextLong() >>> 2 | VARIANT);
    }
}
