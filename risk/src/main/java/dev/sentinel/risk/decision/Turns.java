package dev.sentinel.risk.decision;

import dev.sentinel.base.Unavailable;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One payment of a sender at a time. Without it, a hundred requests sent at once would each be
 * judged as the sender's first: none is counted until it is committed.
 */
final class Turns {
    /** Many more than requests in flight, so that strangers rarely share one. A power of two. */
    private static final int LOCKS = 4_096;

    private final ReentrantLock[] locks = new ReentrantLock[LOCKS];
    private final Duration patience;

    Turns(Duration patience) {
        this.patience = patience;
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new ReentrantLock(true);
        }
    }

    /**
     * Does the work when it is the sender's turn; throws {@link Unavailable} when that takes too
     * long.
     */
    <T> T of(String workspace, String sender, Supplier<T> work) {
        ReentrantLock lock = locks[index(workspace, sender)];
        try {
            if (!lock.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Unavailable("risk", "too many payments of one sender wait");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("risk", e);
        }
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private static int index(String workspace, String sender) {
        int hash = (31 * workspace.hashCode() + sender.hashCode()) * 0x9E3779B9;
        return (hash >>> 16) & (LOCKS - 1);
    }
}
