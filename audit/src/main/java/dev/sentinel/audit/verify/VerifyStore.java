package dev.sentinel.audit.verify;

import dev.sentinel.audit.erase.ErasureActions;
import dev.sentinel.audit.log.EventRowStore;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.base.sql.Tx;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The queries that only a verification asks. */
final class VerifyStore {
    /** A signed checkpoint of the past. */
    record Kept(long size, String note) {}

    List<Kept> checkpoints(Tx tx, long from, int limit) {
        return tx.list(
                row -> new Kept(row.getLong(1), row.getString(2)),
                "SELECT size, note FROM audit.checkpoint WHERE size >= ? ORDER BY size LIMIT ?",
                from,
                limit);
    }

    /** Leaves from an index on, in order, each with its event as far as there is one. */
    List<LeafRow> leaves(Tx tx, long first, long end) {
        return tx.list(
                row ->
                        new LeafRow(
                                row.getLong("index"),
                                row.getObject("event_id", UUID.class),
                                Hash.of(row.getBytes("hash")),
                                row.getObject("id") == null
                                        ? Optional.empty()
                                        : Optional.of(EventRowStore.event(row)),
                                EventRowStore.personal(row)),
                "SELECT l.index, l.event_id, l.hash, "
                        + EventRowStore.EVENT_COLUMNS
                        + ", "
                        + EventRowStore.PERSONAL_COLUMNS
                        + """
                         FROM audit.leaf l
                         LEFT JOIN audit.event e ON e.at = l.event_at AND e.id = l.event_id
                        """
                        + EventRowStore.personalJoins("l.event_at", "l.event_id")
                        + """
                        WHERE l.index >= ? AND l.index < ?
                        ORDER BY l.index
                        """,
                first,
                end);
    }

    /**
     * The oldest event that the sequencer has passed over: it was there when the head was signed,
     * or claims a transaction that is yet to come, and has no leaf.
     */
    Optional<Stray> passedOver(Tx tx, String snapshot) {
        return tx.one(
                row ->
                        new Stray(
                                row.getObject(1, UUID.class),
                                row.getObject(2, OffsetDateTime.class).toInstant()),
                """
                SELECT e.id, e.at FROM audit.event e
                 WHERE (pg_visible_in_snapshot(e.xid, ?::pg_snapshot)
                        OR e.xid >= pg_snapshot_xmax(pg_current_snapshot()))
                   AND NOT EXISTS (SELECT FROM audit.leaf l WHERE l.event_id = e.id)
                 ORDER BY e.at, e.id
                 LIMIT 1
                """,
                snapshot);
    }

    /** What erasures listed that happened about or after this time. */
    List<String> erasuresSince(Tx tx, Instant time) {
        return tx.list(
                row -> row.getString(1),
                """
                SELECT metadata FROM audit.event
                 WHERE action = ? AND at >= ?::timestamptz - interval '1 hour'
                   AND metadata IS NOT NULL
                """,
                ErasureActions.ERASED_NAME,
                time);
    }

    /** An event without a leaf. */
    record Stray(UUID id, Instant at) {}

    /** A leaf that stands outside the tree that the head says was signed. */
    Optional<Long> leafBeyondHead(Tx tx) {
        return tx.one(
                row -> row.getLong(1),
                """
                SELECT index FROM audit.leaf
                 WHERE index >= (SELECT size FROM audit.head) OR index < 0
                 ORDER BY index LIMIT 1
                """);
    }
}
