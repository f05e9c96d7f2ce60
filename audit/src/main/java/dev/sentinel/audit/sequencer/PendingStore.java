package dev.sentinel.audit.sequencer;

import dev.sentinel.audit.log.EventRow;
import dev.sentinel.audit.log.EventRowStore;
import dev.sentinel.base.sql.Tx;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/**
 * Events that have no leaf yet, found without marking them: a snapshot is kept of what has been
 * seen, and the rows that a newer snapshot sees and the kept one does not are exactly those
 * committed in between. A transaction that stays open for long therefore delays nobody else's
 * events, and misses nothing: it stands in the list of the kept snapshot until it ends.
 */
final class PendingStore {
    /** Before any row: where a page begins. */
    static final Position START = new Position("0", new UUID(0, 0));

    /** The order of integration: by transaction, then by id, which grows within a process. */
    record Position(String xid, UUID id) {}

    /** An event and where it stands in that order. */
    record Pending(Position position, EventRow event) {}

    /**
     * Whether anything is there that the head's snapshot has not seen. Asked many times a second,
     * mostly of a log that holds nothing new: the order makes PostgreSQL look at the end of the
     * index, where EXISTS alone would expect to find one soon and read the whole log for it.
     */
    Glance glance(Tx tx) {
        return tx.one(
                        row ->
                                new Glance(
                                        row.getBoolean(1),
                                        row.getLong(2),
                                        row.getObject(3, OffsetDateTime.class).toInstant()),
                        """
                        SELECT (SELECT xid FROM audit.event
                                 WHERE xid >= (SELECT pg_snapshot_xmax(snapshot) FROM audit.head)
                                 ORDER BY xid LIMIT 1) IS NOT NULL
                            OR EXISTS (SELECT FROM audit.event
                                        WHERE xid = ANY (ARRAY(SELECT pg_snapshot_xip(snapshot)
                                                                 FROM audit.head))),
                               size, signed_at
                          FROM audit.head
                        """)
                .orElse(Glance.NOT_BEGUN);
    }

    /** What this transaction's statements may see from now on, in PostgreSQL's text form. */
    String snapshot(Tx tx) {
        return tx.one(row -> row.getString(1), "SELECT pg_current_snapshot()::text").orElseThrow();
    }

    /**
     * Whether this server counts transactions lower than the one that took the snapshot: a dump
     * loaded into another server. What is new there would then look old.
     */
    boolean countsAnew(Tx tx, String seen) {
        return tx.one(
                        row -> row.getBoolean(1),
                        """
                        SELECT pg_snapshot_xmax(pg_current_snapshot())
                               < pg_snapshot_xmax(?::pg_snapshot)
                        """,
                        seen)
                .orElse(false);
    }

    /** Those that were in progress when {@code seen} was taken and have committed since. */
    List<Pending> late(Tx tx, String seen, String now, Position after, int limit) {
        if (seen.endsWith(":")) {
            // Nothing was in progress: "xmin:xmax:" and no transaction behind.
            return List.of();
        }
        return page(
                tx,
                "e.xid = ANY (ARRAY(SELECT pg_snapshot_xip(?::pg_snapshot)))",
                seen,
                now,
                after,
                limit);
    }

    /** Those that began after {@code seen} was taken. */
    List<Pending> fresh(Tx tx, String seen, String now, Position after, int limit) {
        return page(tx, "e.xid >= pg_snapshot_xmax(?::pg_snapshot)", seen, now, after, limit);
    }

    private List<Pending> page(
            Tx tx, String unseen, String seen, String now, Position after, int limit) {
        return tx.list(
                row ->
                        new Pending(
                                new Position(row.getString("xid"), row.getObject("id", UUID.class)),
                                EventRowStore.event(row)),
                "SELECT e.xid::text AS xid, "
                        + EventRowStore.EVENT_COLUMNS
                        + " FROM audit.event e WHERE "
                        + unseen
                        + """
                          AND pg_visible_in_snapshot(e.xid, ?::pg_snapshot)
                          AND (e.xid, e.id) > (?::xid8, ?)
                        ORDER BY e.xid, e.id
                        LIMIT ?
                        """,
                seen,
                now,
                after.xid(),
                after.id(),
                limit);
    }
}
