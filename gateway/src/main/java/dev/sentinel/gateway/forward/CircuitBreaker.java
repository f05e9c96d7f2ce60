package dev.sentinel.gateway.forward;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops calling a service that keeps failing. After so many failures in a row it opens: every call
 * is refused at once. When its time is over one call may probe; the probe's end closes the breaker
 * or opens it again. Only failures of transport count: an answer, even a 500, shows a living
 * service.
 */
final class CircuitBreaker {
    private static final long CLOSED = Long.MIN_VALUE;

    private static final Logger LOG = LoggerFactory.getLogger(CircuitBreaker.class);

    private final String service;
    private final int threshold;
    private final long openNanos;
    private final LongSupplier nanoTime;
    private final AtomicInteger failures = new AtomicInteger();

    /** When the next probe may start, or {@link #CLOSED}. */
    private final AtomicLong probeAt = new AtomicLong(CLOSED);

    CircuitBreaker(String service, int threshold, Duration open, LongSupplier nanoTime) {
        this.service = service;
        this.threshold = threshold;
        this.openNanos = open.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Whether a call may go out now. In an open breaker this hands out one probe a period. */
    boolean admits() {
        long due = probeAt.get();
        if (due == CLOSED) {
            return true;
        }
        long now = nanoTime.getAsLong();
        // The next period begins with the probe: one that never ends cannot block the service.
        return now - due >= 0 && probeAt.compareAndSet(due, now + openNanos);
    }

    void succeeded() {
        if (failures.getPlain() != 0) {
            failures.set(0);
        }
        if (probeAt.get() != CLOSED && probeAt.getAndSet(CLOSED) != CLOSED) {
            LOG.info("{} answers again: calls go out to it", service);
        }
    }

    void failed() {
        if (failures.incrementAndGet() >= threshold) {
            long due = nanoTime.getAsLong() + openNanos;
            long before = probeAt.getAndSet(due == CLOSED ? due + 1 : due);
            if (before == CLOSED) {
                // Once: a probe that fails, and calls that were on their way, are no news.
                LOG.warn(
                        "{} failed {} times in a row: calls are refused, but for one each {} ms",
                        service,
                        threshold,
                        Duration.ofNanos(openNanos).toMillis());
            }
        }
    }

    boolean isOpen() {
        return probeAt.get() != CLOSED;
    }

    /** Whole seconds until it is worth coming back: the Retry-After of the refusal, 1 at least. */
    long retryAfterSeconds() {
        long due = probeAt.get();
        if (due == CLOSED) {
            return 1;
        }
        long left = due - nanoTime.getAsLong();
        return Math.max(1, Duration.ofNanos(left).plusMillis(999).toSeconds());
    }
}
