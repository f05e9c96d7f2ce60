package dev.sentinel.audit.verify;

import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.log.EventRowStore;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.audit.verify.StoredLeaves.Span;
import dev.sentinel.base.sql.Tx;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.function.Consumer;

/** The queries that only a verification asks. */
final class VerifyStore {
    private static final String SELECT_EVENT =
            """
            SELECT e.at, e.id, e.workspace, e.actor_kind, e.actor_id, e.acted_for, e.action, e.outcome,
                   e.target_kind, e.target_id, e.request_id, e.before, e.after, e.metadata,
                   e.actor_personal, e.target_personal
              FROM audit.event e
            """;

    private static final String SELECT_PERSONAL =
            "SELECT e.at, e.event_id, e.about, e.salt, e.fields FROM audit.personal e";

    /** Rows of {@link Columns.Leaf}, in order. */
    void eachLeaf(Tx tx, long first, long end, Consumer<CopyRow> each) {
        copy(
                tx,
                """
                SELECT index, event_at, event_id, hash FROM audit.leaf
                 WHERE index >= %d AND index < %d ORDER BY index
                """
                        .formatted(first, end),
                Columns.Leaf.COUNT,
                each);
    }

    /** Rows of {@link Columns.Event}, in no order. */
    void eachEvent(Tx tx, Span span, Consumer<CopyRow> each) {
        copy(tx, SELECT_EVENT + within(span), Columns.Event.COUNT, each);
        if (!span.outside().isEmpty()) {
            copy(tx, SELECT_EVENT + these(span, "e.id"), Columns.Event.COUNT, each);
        }
    }

    /** Rows of {@link Columns.Personal}, in no order. */
    void eachPersonal(Tx tx, Span span, Consumer<CopyRow> each) {
        copy(tx, SELECT_PERSONAL + within(span), Columns.Personal.COUNT, each);
        if (!span.outside().isEmpty()) {
            copy(tx, SELECT_PERSONAL + these(span, "e.event_id"), Columns.Personal.COUNT, each);
        }
    }

    /** A tile as stored, whatever its hashes and its root are. */
    static final class RawTile {
        private final long n;
        private final byte[] hashes;
        private final byte[] root;

        RawTile(long n, byte[] hashes, byte[] root) {
            this.n = n;
            this.hashes = hashes;
            this.root = root;
        }

        long n() {
            return n;
        }

        byte[] hashes() {
            return hashes;
        }

        byte[] root() {
            return root;
        }
    }

    List<RawTile> tiles(Tx tx, long n, int count) {
        return tx.list(
                row -> new RawTile(row.getLong(1), row.getBytes(2), row.getBytes(3)),
                """
                SELECT n, hashes, root FROM audit.tile
                 WHERE level = 0 AND n >= ? AND n < ? ORDER BY n
                """,
                n,
                n + count);
    }

    private static String within(Span span) {
        return " WHERE e.at >= '%s' AND e.at <= '%s'".formatted(span.from(), span.until());
    }

    /** Ids are texts of our own making: numbers in another guise. */
    private static String these(Span span, String column) {
        StringJoiner times = new StringJoiner("','", "'", "'");
        StringJoiner ids = new StringJoiner("','", "'", "'");
        for (UUID id : span.outside()) {
            times.add(Entry.time(id).toString());
            ids.add(id.toString());
        }
        return """
         JOIN unnest(ARRAY[%s]::timestamptz[], ARRAY[%s]::uuid[]) AS wanted(at, id)
           ON e.at = wanted.at AND %s = wanted.id
        """
                .formatted(times, ids, column);
    }

    private static void copy(Tx tx, String query, int columns, Consumer<CopyRow> each) {
        CopyRow row = new CopyRow(columns);
        tx.copyOut(
                "COPY (" + query + ") TO STDOUT (FORMAT binary)",
                message -> {
                    if (row.read(message)) {
                        each.accept(row);
                    }
                });
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

    /** How many events the sequencer must have seen: as many as there are leaves. */
    long seen(Tx tx, String snapshot) {
        tx.takesTime();
        return tx.one(
                        row -> row.getLong(1),
                        """
                        SELECT count(*) FROM audit.event e
                         WHERE (pg_visible_in_snapshot(e.xid, ?::pg_snapshot)
                                OR e.xid >= pg_snapshot_xmax(pg_current_snapshot()))
                        """,
                        snapshot)
                .orElse(0L);
    }

    /**
     * The oldest event that the sequencer has passed over: it was there when the head was signed,
     * or claims a transaction that is yet to come, and has no leaf.
     */
    Optional<Stray> passedOver(Tx tx, String snapshot) {
        tx.takesTime();
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
        tx.takesTime();
        return tx.list(
                row -> row.getString(1),
                """
                SELECT metadata FROM audit.event
                 WHERE action = ? AND at >= ?::timestamptz - interval '1 hour'
                   AND metadata IS NOT NULL
                """,
                Erased.ACTION,
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
