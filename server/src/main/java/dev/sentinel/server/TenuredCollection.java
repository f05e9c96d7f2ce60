package dev.sentinel.server;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Collects the tenured generation of the serial collector before it has grown by much. Left to
 * itself that collector looks there only when the heap has reached {@code -Xmx} (HotSpot, {@code
 * SerialHeap::collect_at_safepoint}), so what slow readers wait for, promoted piece by piece, would
 * make a gateway as large as it may be within hours, nearly all of it dead. With any other
 * collector there is nothing to do.
 */
final class TenuredCollection implements AutoCloseable {
    private static final String POOL = "Tenured Gen";
    private static final Duration LOOK = Duration.ofSeconds(10);

    /** Everything waits for a collection, for a tenth of a second at most while so little lives. */
    private static final Duration APART = Duration.ofMinutes(1);

    private static final long LEAST_GROWTH = 8L << 20;

    private final MemoryPoolMXBean tenured;
    private final LongSupplier nanos;
    private final Thread looking = Thread.ofVirtual().name("tenured").unstarted(this::watch);
    private long lastAsked;

    private TenuredCollection(MemoryPoolMXBean tenured, LongSupplier nanos) {
        this.tenured = tenured;
        this.nanos = nanos;
        this.lastAsked = nanos.getAsLong() - APART.toNanos();
    }

    /** None where another collector runs. */
    static Optional<TenuredCollection> ofThisProcess(LongSupplier nanos) {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals(POOL))
                .findFirst()
                .map(pool -> new TenuredCollection(pool, nanos));
    }

    /** Begins to look every few seconds. */
    TenuredCollection start() {
        looking.start();
        return this;
    }

    /** Collects when enough has come since the last collection, and that was long enough ago. */
    void look() {
        long now = nanos.getAsLong();
        if (now - lastAsked < APART.toNanos()) {
            return;
        }
        if (used() - leftByLast() > Math.max(LEAST_GROWTH, leftByLast() / 5)) {
            lastAsked = now;
            System.gc();
        }
    }

    /** Bytes there now, dead ones included. */
    long used() {
        return tenured.getUsage().getUsed();
    }

    private long leftByLast() {
        @Nullable MemoryUsage left = tenured.getCollectionUsage();
        return left == null ? 0 : left.getUsed();
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(LOOK);
                look();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        looking.interrupt();
    }
}
