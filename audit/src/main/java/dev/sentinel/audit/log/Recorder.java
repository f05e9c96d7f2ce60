package dev.sentinel.audit.log;

import dev.sentinel.audit.log.RecordQueue.Waiting;
import dev.sentinel.base.Unavailable;
import dev.sentinel.base.sql.Database;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes recorded events: all that came in while the last commit ran, or
 * gathered in the queue, share the next one. While PostgreSQL is away it keeps trying, and the full
 * queue holds back the callers.
 */
final class Recorder implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Recorder.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration AFTER_INTERRUPT = Duration.ofMillis(500);

    private final Database database;
    private final EventStore store;
    private final Months months;
    private final AuditLogConfig config;
    private final RecordQueue queue;
    private final Thread thread;

    /** Set before the interrupt, which a driver may swallow. */
    private volatile boolean abandoned;

    Recorder(Database database, EventStore store, Months months, AuditLogConfig config) {
        this.database = database;
        this.store = store;
        this.months = months;
        this.config = config;
        this.queue = new RecordQueue(config.queueSize(), config.batchSize());
        this.thread = Thread.ofPlatform().name("audit-recorder").daemon().start(this::run);
    }

    RecordQueue queue() {
        return queue;
    }

    /**
     * Writes what waits, within the time that the configuration gives. What is left then goes to
     * the log of the process, event by event.
     */
    @Override
    public void close() {
        queue.close();
        try {
            if (!thread.join(config.closing())) {
                abandoned = true;
                thread.interrupt();
                thread.join(AFTER_INTERRUPT);
            }
        } catch (InterruptedException _) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            List<Waiting> batch = queue.next();
            while (!batch.isEmpty()) {
                write(batch);
                batch = queue.next();
            }
        } catch (InterruptedException _) {
            giveUp(queue.rest());
        }
    }

    private void write(List<Waiting> batch) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        boolean again = false;
        while (!attempt(batch, again)) {
            again = true;
            try {
                pause(pause);
            } catch (InterruptedException closing) {
                giveUp(batch);
                throw closing;
            }
            pause = pause.multipliedBy(2);
            pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        }
    }

    private void pause(Duration pause) throws InterruptedException {
        if (abandoned) {
            throw new InterruptedException("closing");
        }
        Thread.sleep(pause);
    }

    /** Whether the batch is done with; otherwise it is to be tried again. */
    private boolean attempt(List<Waiting> batch, boolean again) {
        try {
            commit(batch, again);
            batch.forEach(each -> each.written().complete(true));
            return true;
        } catch (Unavailable away) {
            if (!again) {
                log.warn("{} audit events wait for PostgreSQL", batch.size() + queue.size(), away);
            }
            return false;
        } catch (RuntimeException failure) {
            if (batch.size() > 1 && store.refusesData(failure)) {
                // One event that PostgreSQL does not take must not hold up the others.
                return batch.stream().allMatch(each -> attempt(List.of(each), true));
            }
            if (store.refusesData(failure)) {
                giveUp(batch.getFirst(), failure);
                return true;
            }
            log.error("audit events cannot be written, trying again", failure);
            return false;
        } catch (Error failure) {
            // This is the only thread: without it nothing would ever be written again.
            log.error("audit events cannot be written, trying again", failure);
            return false;
        }
    }

    private void commit(List<Waiting> batch, boolean again) {
        List<StoredEntry> entries = batch.stream().map(Waiting::entry).toList();
        entries.forEach(entry -> months.prepare(entry.event().at()));
        database.inTransaction(tx -> {
            // A commit whose answer was lost may have happened: then these are there already.
            Set<UUID> present = again ? store.present(tx, entries) : Set.of();
            store.copy(
                    tx,
                    entries.stream()
                            .filter(entry -> !present.contains(entry.event().id()))
                            .toList());
        });
    }

    private static void giveUp(List<Waiting> batch) {
        Unavailable closing = new Unavailable("audit", "closed while PostgreSQL is away");
        batch.forEach(each -> giveUp(each, closing));
    }

    /** The row holds nothing personal, so it may stand in the log of the process. */
    private static void giveUp(Waiting entry, RuntimeException why) {
        log.error(
                "audit event not written ({}): {}",
                why.getMessage(),
                new String(entry.entry().event().canonical(), StandardCharsets.UTF_8));
        entry.written().completeExceptionally(why);
    }
}
