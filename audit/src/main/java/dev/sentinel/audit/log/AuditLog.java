package dev.sentinel.audit.log;

import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.Actions;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.log.RecordQueue.Pace;
import dev.sentinel.audit.log.RecordQueue.Waiting;
import dev.sentinel.base.Unavailable;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Where every module writes what happened. Three ways, by what a loss would mean:
 *
 * <ul>
 *   <li>{@link #append}: with a change, in its transaction. Both happen or neither.
 *   <li>{@link #commit}: durable before it returns, sharing the commit with others. For what must
 *       not be lost and has no transaction of its own: a token, a failed sign-in.
 *   <li>{@link #record}: queued. For calls and reads; the last instants may be lost with the power.
 * </ul>
 *
 * An event whose action or field is not registered is refused with {@link
 * IllegalArgumentException}.
 */
public final class AuditLog implements AutoCloseable {
    private static final int SALT_LENGTH = 16;

    private final Actions actions;
    private final RandomBlocks random;
    private final AuditLogConfig config;
    private final EntryIds ids;
    private final EventStore store = new EventStore();
    private final Months months;
    private final Recorder recorder;

    /** The random generator makes ids and salts and must be unpredictable. */
    public AuditLog(
            Database database,
            Actions actions,
            Clock clock,
            SecureRandom random,
            AuditLogConfig config) {
        this.actions = actions;
        this.random = new RandomBlocks(random);
        this.config = config;
        this.ids = new EntryIds(clock, this.random);
        this.months = new Months(database, store);
        this.recorder = new Recorder(database, store, months, config);
    }

    /** Writes the event in the caller's transaction. */
    public Entry append(Tx tx, AuditEvent event) {
        Entry entry = taken(event);
        StoredEntry stored = stored(entry);
        months.prepare(entry.at());
        store.insert(tx, List.of(stored));
        return entry;
    }

    /** Writes many events in the caller's transaction, for little more than the price of one. */
    public List<Entry> appendAll(Tx tx, List<AuditEvent> events) {
        List<Entry> entries = events.stream().map(this::taken).toList();
        List<StoredEntry> stored = entries.stream().map(this::stored).toList();
        entries.forEach(entry -> months.prepare(entry.at()));
        if (!stored.isEmpty()) {
            store.copy(tx, stored);
        }
        return entries;
    }

    /**
     * Writes the event and returns when it is durable.
     *
     * @throws Unavailable when that takes too long; the event may still be written later
     */
    public Entry commit(AuditEvent event) {
        Entry entry = taken(event);
        CompletableFuture<Boolean> written = new CompletableFuture<>();
        enqueue(List.of(new Waiting(stored(entry), written)), Pace.AT_ONCE);
        try {
            written.get(config.patience().toMillis(), TimeUnit.MILLISECONDS);
            return entry;
        } catch (TimeoutException late) {
            throw new Unavailable("audit", late);
        } catch (ExecutionException refused) {
            if (refused.getCause() instanceof Unavailable unavailable) {
                throw unavailable;
            }
            throw new IllegalStateException("the audit event was refused", refused.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Unavailable("audit", interrupted);
        }
    }

    /**
     * Queues the event. When the queue is full, the caller waits: an event is never dropped.
     *
     * @throws Unavailable when there is no room for long, or the log is closed
     */
    public void record(AuditEvent event) {
        enqueue(List.of(waiting(event)), Pace.GATHERED);
    }

    /**
     * Queues many events, all or none of them, for less than each alone; at most as many as the
     * queue has room for when it is empty.
     *
     * @throws Unavailable when there is no room for long, or the log is closed
     */
    public void recordAll(List<AuditEvent> events) {
        List<Waiting> all = new ArrayList<>(events.size());
        events.forEach(event -> all.add(waiting(event)));
        // Whoever brings many has gathered them already.
        enqueue(all, Pace.AT_ONCE);
    }

    /**
     * As {@link #record}, for callers that must not wait (an event loop): false when there is no
     * room, and then nothing was written.
     */
    public boolean tryRecord(AuditEvent event) {
        return put(List.of(waiting(event)), Pace.GATHERED, Duration.ZERO);
    }

    /** Recorded events that are not written yet. */
    public int waiting() {
        return recorder.queue().size();
    }

    /** Takes no more, and writes what waits. */
    @Override
    public void close() {
        recorder.close();
    }

    private Entry taken(AuditEvent event) {
        return Entry.of(ids.next(), event);
    }

    private StoredEntry stored(Entry entry) {
        Action action = actions.require(entry.event());
        return StoredEntry.of(entry, action, this::salt);
    }

    private String salt() {
        return HexFormat.of().formatHex(random.next(SALT_LENGTH));
    }

    private Waiting waiting(AuditEvent event) {
        return new Waiting(stored(taken(event)), new CompletableFuture<>());
    }

    private void enqueue(List<Waiting> entries, Pace pace) {
        if (!put(entries, pace, config.patience())) {
            throw new Unavailable("audit", "its queue is full or closed");
        }
    }

    private boolean put(List<Waiting> entries, Pace pace, Duration patience) {
        try {
            return recorder.queue().put(entries, pace, patience);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Unavailable("audit", interrupted);
        }
    }
}
