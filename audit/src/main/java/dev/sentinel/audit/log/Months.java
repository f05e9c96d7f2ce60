package dev.sentinel.audit.log;

import dev.sentinel.base.Unavailable;
import dev.sentinel.base.sql.Database;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Sees to it that the month of an event and the two after it have their partitions. */
final class Months {
    private static final int AHEAD = 2;

    private final Database database;
    private final EventStore store;
    private volatile Prepared prepared = new Prepared(Instant.EPOCH, Instant.EPOCH);

    /** Events from {@code start} until {@code end} need nothing more. */
    private record Prepared(Instant start, Instant end) {
        boolean covers(Instant at) {
            return !at.isBefore(start) && at.isBefore(end);
        }
    }

    Months(Database database, EventStore store) {
        this.database = database;
        this.store = store;
    }

    /**
     * Makes what is missing, once a month and a month ahead, in a transaction of its own: the
     * caller's may roll back.
     */
    void prepare(Instant at) {
        if (prepared.covers(at)) {
            return;
        }
        LocalDate month = LocalDate.ofInstant(at, ZoneOffset.UTC).withDayOfMonth(1);
        onAnotherThread(() ->
                database.inTransaction(tx -> {
                    for (int ahead = 0; ahead <= AHEAD; ahead++) {
                        store.prepareMonth(tx, month.plusMonths(ahead));
                    }
                }));
        prepared = new Prepared(start(month), start(month.plusMonths(1)));
    }

    /** A thread inside a transaction would join it: its rollback would take the partitions away. */
    private static void onAnotherThread(Runnable work) {
        try {
            CompletableFuture.runAsync(work, Thread::startVirtualThread).get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Unavailable("audit", interrupted);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(failure.getCause());
        }
    }

    private static Instant start(LocalDate month) {
        return month.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
