package dev.sentinel.audit.log;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A bounded queue that a writer empties in batches and that ends once it is closed and empty. */
final class RecordQueue {
    private final int capacity;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition room = lock.newCondition();
    private boolean closed;

    /**
     * An entry on its way.
     *
     * @param written completes when the entry is committed
     */
    record Waiting(StoredEntry entry, CompletableFuture<Boolean> written) {}

    RecordQueue(int capacity) {
        this.capacity = capacity;
    }

    /**
     * Adds at the end, waiting for room; false when there was none in time or the queue is closed.
     */
    boolean put(Waiting entry, Duration patience) throws InterruptedException {
        return putAll(List.of(entry), patience);
    }

    /** Adds all or none of them, waiting for room for all. */
    boolean putAll(List<Waiting> entries, Duration patience) throws InterruptedException {
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
            waiting.addAll(entries);
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The next ones, at least one; none only when the queue is closed and empty. */
    List<Waiting> next(int limit) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && !closed) {
                changed.await();
            }
            List<Waiting> batch = new ArrayList<>(Math.min(limit, waiting.size()));
            while (batch.size() < limit && !waiting.isEmpty()) {
                batch.add(waiting.removeFirst());
            }
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
