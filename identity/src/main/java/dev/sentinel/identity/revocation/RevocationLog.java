package dev.sentinel.identity.revocation;

import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import dev.sentinel.trust.revocation.Position;
import dev.sentinel.trust.revocation.Revocation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
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
    private static final int MAX_ROWS = 10_000;
    private static final int PURGED_AT_ONCE = 1_000;

    private final Database database;
    private final RevocationStore store = new RevocationStore();
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Condition work = lock.newCondition();
    private final Thread reader;
    private final Listener listener;
    private volatile Position seen = Position.START;
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
        void revoked(LoggedRevocation revocation);

        /** The log is not the one of before, such as after a restore: memory may be wrong. */
        void startedOver();

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

    /** The number of the last revocation that this process knows. */
    public long seen() {
        return seen.sequence();
    }

    /**
     * Revocations after {@code seq} as they stand when {@code tx} commits: until then nobody can
     * add one.
     */
    public List<Revocation> heldAfter(Tx tx, long seq) {
        return store.heldHead(tx) > seq
                ? store.after(tx, seq, Integer.MAX_VALUE).stream()
                        .map(LoggedRevocation::revocation)
                        .toList()
                : List.of();
    }

    /** The number of the last revocation that is committed. */
    public long head(Tx tx) {
        return store.head(tx).sequence();
    }

    /** For the feed: what comes after a position, at most so many; waits for it that long. */
    Piece after(Position position, int most, Duration patience) {
        return await(position, most, patience, () -> waitsEnded);
    }

    /** For the stream, which goes on while the listeners drain. */
    Piece afterUntilClosed(Position position, int most, Duration patience) {
        return await(position, most, patience, () -> closed);
    }

    private Piece await(Position position, int most, Duration patience, BooleanSupplier ended) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Position known = seen;
            Piece piece = piece(position, most);
            if (piece.isNews() || !awaitNews(known, deadline, ended)) {
                return piece;
            }
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

    /**
     * Waits until this process knows that number; false when that takes longer. A process that does
     * not follow, such as a command's, has nothing to wait for.
     */
    boolean awaitSeen(long sequence, Duration patience) {
        if (reader.getState() == Thread.State.NEW) {
            return true;
        }
        long deadline = System.nanoTime() + patience.toNanos();
        Position known = seen;
        while (known.sequence() < sequence) {
            if (!awaitNews(known, deadline, () -> closed)) {
                return false;
            }
            known = seen;
        }
        return true;
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

    /** Deletes revocations that hit nothing any more. */
    public void purge() {
        Instant now = clock.instant();
        while (database.transaction(tx -> store.purge(tx, now, PURGED_AT_ONCE)) == PURGED_AT_ONCE) {
            // Many short transactions: nobody waits long for the rows.
        }
    }

    /** False when the deadline came first. */
    private boolean awaitNews(Position known, long deadline, BooleanSupplier ended) {
        lock.lock();
        try {
            long left = deadline - System.nanoTime();
            while (seen.equals(known) && left > 0 && !ended.getAsBoolean()) {
                left = news.awaitNanos(left);
            }
            return !seen.equals(known);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private Piece piece(Position from, int most) {
        Instant asked = clock.instant();
        return database.read(tx -> {
            Position head = store.head(tx);
            if (from.equals(head)) {
                return new Piece(List.of(), head, head.sequence(), false, asked);
            }
            boolean snapshot = !isKnown(tx, from, head);
            List<LoggedRevocation> rows = store.after(tx, snapshot ? 0 : from.sequence(), most);
            Position through = through(rows, head, most);
            long latest = Math.max(head.sequence(), through.sequence());
            return new Piece(rows, through, latest, snapshot, asked);
        });
    }

    /** The end of a full piece; else the head, which may be behind what was read after it. */
    private static Position through(List<LoggedRevocation> rows, Position head, int most) {
        if (rows.isEmpty()) {
            return head;
        }
        Position last = rows.getLast().revocation().position();
        return rows.size() == most || last.sequence() > head.sequence() ? last : head;
    }

    /**
     * Whether a reader who stands there misses nothing by reading on. Not so when the number is of
     * another history (the database was restored from a backup), and not when it is so old that its
     * neighbourhood is purged.
     */
    private boolean isKnown(Tx tx, Position from, Position head) {
        if (from.sequence() == head.sequence() && from.sequence() > 0 && from.stamp().isEmpty()) {
            return true;
        }
        return from.sequence() <= head.sequence() && store.has(tx, from);
    }

    private void follow() {
        boolean failing = false;
        while (!closed) {
            try {
                if (!read()) {
                    rest();
                }
                failing = false;
            } catch (RuntimeException | Error failure) {
                // Whatever it is: without this thread, no token would be taken for fresh again.
                if (!failing && !closed) {
                    LOG.warn("revocations cannot be read: {}", failure.toString());
                }
                failing = true;
                rest();
            }
        }
    }

    /** Whether there may be more. */
    private boolean read() {
        Position before = seen;
        Piece piece = piece(before, MAX_ROWS);
        if (piece.snapshot() && !before.equals(Position.START)) {
            LOG.warn("revocations are read anew: the database was restored, or we stood still");
            listener.startedOver();
        }
        piece.revocations().forEach(listener::revoked);
        if (piece.isComplete()) {
            listener.upToDate();
        }
        if (!piece.through().equals(before)) {
            announce(piece.through());
        }
        return !piece.isComplete();
    }

    private void announce(Position latest) {
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
