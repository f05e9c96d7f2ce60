package dev.sentinel.audit.log;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A bounded queue that a writer empties in batches and that ends once it is closed and empty. An
 * entry that nobody waits for is in no hurry: others may gather behind it for a moment, and share
 * its commit.
 */
final class RecordQueue {
    private static final Duration GATHERING = Duration.ofMillis(20);

    private final int capacity;
    private final int batchSize;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition room = lock.newCondition();
    private boolean hurried;
    private boolean closed;

    /**
     * An entry on its way.
     *
     * @param written completes when the entry is committed
     */
    record Waiting(StoredEntry entry, CompletableFuture<Boolean> written) {}

    /** When the writer is to have it. */
    enum Pace {
        /** Somebody waits for it, or it comes with all that belongs together. */
        AT_ONCE,
        /** With others that come within a moment. */
        GATHERED
    }

    /** The writer takes at most {@code batchSize} entries at once. */
    RecordQueue(int capacity, int batchSize) {
        this.capacity = capacity;
        this.batchSize = batchSize;
    }

    /**
     * Adds all or none of them at the end, waiting for room for all; false when there was none in
     * time or the queue is closed.
     */
    boolean put(List<Waiting> entries, Pace pace, Duration patience) throws InterruptedException {
        long nanos = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (!closed && waiting.size() + entries.size() > capacity) {
                if (nanos <= 0 || entries.size() > capacity) {
                    return false;
                }
                nanos = room.awaitNanos(nanos);
            }
            if (closed) {
                return false;
            }
            boolean first = waiting.isEmpty();
            waiting.addAll(entries);
            hurried |= pace == Pace.AT_ONCE;
            // While entries gather, one more is no news to the writer.
            if (first || hurried || waiting.size() >= batchSize) {
                changed.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The next ones, at least one; none only when the queue is closed and empty. */
    List<Waiting> next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && !closed) {
                changed.await();
            }
            long nanos = GATHERING.toNanos();
            while (!hurried && !closed && waiting.size() < batchSize && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            List<Waiting> batch = new ArrayList<>(Math.min(batchSize, waiting.size()));
            while (batch.size() < batchSize && !waiting.isEmpty()) {
                batch.add(waiting.removeFirst());
            }
            hurried &= !waiting.isEmpty();
            room.signalAll();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** All that is left, without waiting. */
    List<Waiting> rest() {
        lock.lock();
        try {
            List<Waiting> rest = List.copyOf(waiting);
            waiting.clear();
            return rest;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more; what waits can still be taken out. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
