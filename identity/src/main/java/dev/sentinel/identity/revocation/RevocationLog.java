package dev.sentinel.identity.revocation;

import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the revocations in the database, whichever process decided them, and wakes those who
 * wait.
 *
 * <p>Reads on every local commit and ten times a second besides: identity itself needs no Redis to
 * learn of a revocation within a tenth of a second.
 */
public final class RevocationLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RevocationLog.class);
    private static final Duration BETWEEN_READS = Duration.ofMillis(100);
    static final int MAX_ROWS = 10_000;

    private final Database database;
    private final RevocationStore store = new RevocationStore();
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Condition work = lock.newCondition();
    private final Thread reader;
    private final Listener listener;
    private volatile long seen;
    private boolean woken;
    private volatile boolean waitsEnded;
    private volatile boolean closed;

    /** Knows nothing until it is started; the listener is told from then on. */
    public RevocationLog(Database database, Clock clock, Listener listener) {
        this.database = database;
        this.clock = clock;
        this.listener = listener;
        this.reader = Thread.ofVirtual().name("revocation-log").unstarted(this::follow);
    }

    /** Told in order, from the first revocation still in force, on one thread. */
    public interface Listener {
        /** A revocation; {@link #seen} counts it only when this has returned. */
        void revoked(Revocation revocation);

        /** The database answered, and all it said has been told. */
        void upToDate();
    }

    /** Reads all that is in force, then goes on reading in the back. */
    public void start() {
        while (read()) {
            // A further piece is waiting.
        }
        reader.start();
    }

    /** The last revocation that this process knows. */
    public long seen() {
        return seen;
    }

    /**
     * Revocations after {@code seq} as they stand when {@code tx} commits: until then nobody can
     * add one.
     */
    public List<Revocation> heldAfter(Tx tx, long seq) {
        return store.heldHead(tx) > seq ? store.after(tx, seq, Integer.MAX_VALUE) : List.of();
    }

    /** The last revocation that is committed. */
    public long head(Tx tx) {
        return store.head(tx);
    }

    /** A piece of the log. */
    record Piece(List<Revocation> revocations, long latest) {}

    /** What comes after {@code seq}; waits for it, at most so long. */
    Piece after(long seq, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            long known = seen;
            Piece piece = database.read(tx -> piece(tx, seq));
            if (!piece.revocations().isEmpty() || !awaitNews(known, deadline)) {
                return piece;
            }
        }
    }

    /** False when the deadline came first. */
    private boolean awaitNews(long known, long deadline) {
        lock.lock();
        try {
            long left = deadline - System.nanoTime();
            while (seen == known && left > 0 && !waitsEnded) {
                left = news.awaitNanos(left);
            }
            return seen != known;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private Piece piece(Tx tx, long seq) {
        long latest = store.head(tx);
        // A database restored from a backup counts from an earlier number: such a reader starts
        // over, for what it is told it can only refuse more.
        long from = seq > latest ? 0 : seq;
        return new Piece(store.after(tx, from, MAX_ROWS), latest);
    }

    /** From now on nobody waits for news; those who do are answered with none. */
    public void endWaits() {
        lock.lock();
        try {
            waitsEnded = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Reads now: something has been committed. */
    void wake() {
        lock.lock();
        try {
            woken = true;
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Deletes revocations that hit nothing any more. */
    public void purge() {
        database.inTransaction(tx -> store.purge(tx, clock.instant()));
    }

    private void follow() {
        boolean failing = false;
        while (!closed) {
            try {
                if (!read()) {
                    rest();
                }
                failing = false;
            } catch (RuntimeException failure) {
                if (!failing && !closed) {
                    LOG.warn("revocations cannot be read: {}", failure.getMessage());
                }
                failing = true;
                rest();
            }
        }
    }

    /** Whether there may be more. */
    private boolean read() {
        List<Revocation> fresh = database.read(tx -> store.after(tx, seen, MAX_ROWS));
        fresh.forEach(listener::revoked);
        if (fresh.size() < MAX_ROWS) {
            listener.upToDate();
        }
        if (!fresh.isEmpty()) {
            announce(fresh.getLast().seq());
        }
        return fresh.size() == MAX_ROWS;
    }

    private void announce(long latest) {
        lock.lock();
        try {
            seen = latest;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void rest() {
        lock.lock();
        try {
            long nanos = BETWEEN_READS.toNanos();
            while (!woken && !closed && nanos > 0) {
                nanos = work.awaitNanos(nanos);
            }
            woken = false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            waitsEnded = true;
            work.signalAll();
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
