package dev.sentinel.gateway.forward;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refused calls whose audit found no place. They are told together, once in a while: who makes many
 * must not fill the log of the process, too.
 */
final class LostAudits {
    private static final Logger LOG = LoggerFactory.getLogger(LostAudits.class);
    private static final long BETWEEN_NANOS = Duration.ofSeconds(10).toNanos();

    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong toldAt = new AtomicLong(System.nanoTime() - BETWEEN_NANOS);

    void one() {
        lost.incrementAndGet();
        long last = toldAt.get();
        long now = System.nanoTime();
        if (now - last >= BETWEEN_NANOS && toldAt.compareAndSet(last, now)) {
            tell();
        }
    }

    /** Tells of those that nobody was told of yet. */
    void tell() {
        long untold = lost.getAndSet(0);
        if (untold > 0) {
            LOG.error(
                    "the audit of {} refused calls was lost: too many wait for the audit log",
                    untold);
        }
    }
}
