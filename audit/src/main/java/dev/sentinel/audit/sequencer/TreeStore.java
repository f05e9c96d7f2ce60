package dev.sentinel.audit.sequencer;

import dev.sentinel.audit.log.CopyRows;
import dev.sentinel.audit.log.EventRow;
import dev.sentinel.audit.log.EventRowStore;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.audit.tree.Hashes;
import dev.sentinel.base.sql.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The only class that knows the tables of the tree. */
public final class TreeStore {
    /** Any number, the same in every process: who holds this lock integrates. */
    private static final long LEADER_LOCK = 7_311_504_233_116_038L;

    private static final int LEAF_COLUMNS = 4;

    /** Whether this transaction may integrate; the lock goes with the transaction. */
    boolean tryLead(Tx tx) {
        return tx.one(row -> row.getBoolean(1), "SELECT pg_try_advisory_xact_lock(?)", LEADER_LOCK)
                .orElse(false);
    }

    /** The head, when the log has been begun. */
    public Optional<Head> head(Tx tx) {
        return tx.one(
                TreeStore::head,
                "SELECT size, snapshot::text, edge, tail, note, signed_at FROM audit.head");
    }

    /** The head, when the log has been begun and this transaction may integrate. */
    Optional<Head> lead(Tx tx) {
        return tx.one(
                TreeStore::head,
                """
                SELECT size, snapshot::text, edge, tail, note, signed_at
                  FROM audit.head
                 WHERE pg_try_advisory_xact_lock(?)
                   FOR UPDATE
                """,
                LEADER_LOCK);
    }

    void begin(Tx tx, Head head) {
        tx.execute(
                """
                INSERT INTO audit.head (size, snapshot, edge, tail, note, signed_at)
                VALUES (?, ?::pg_snapshot, ?, ?, ?, ?)
                """,
                head.size(),
                head.snapshot(),
                Hashes.row(head.edge()),
                Hashes.row(head.tail()),
                head.note(),
                head.signedAt());
    }

    void advance(Tx tx, Head head) {
        tx.execute(
                """
                UPDATE audit.head
                   SET size = ?, snapshot = ?::pg_snapshot, edge = ?, tail = ?, note = ?, signed_at = ?
                """,
                head.size(),
                head.snapshot(),
                Hashes.row(head.edge()),
                Hashes.row(head.tail()),
                head.note(),
                head.signedAt());
    }

    /**
     * Gives these events, whose hashes are given beside them, the indexes from {@code first} on.
     */
    void addLeaves(Tx tx, long first, List<EventRow> events, List<Hash> hashes) {
        CopyRows rows = new CopyRows(LEAF_COLUMNS);
        for (int i = 0; i < events.size(); i++) {
            rows.row()
                    .number(first + i)
                    .time(events.get(i).at())
                    .uuid(events.get(i).id())
                    .bytes(hashes.get(i).bytes());
        }
        tx.copyIn(
                "COPY audit.leaf (index, event_at, event_id, hash)" + CopyRows.FROM_STDIN,
                rows.toBytes());
    }

    void addTile(Tx tx, Tile tile) {
        tx.execute(
                "INSERT INTO audit.tile (level, n, hashes, root) VALUES (?, ?, ?, ?)",
                tile.level(),
                tile.n(),
                Hashes.row(tile.hashes()),
                tile.root().bytes());
    }

    public Optional<Tile> tile(Tx tx, int level, long n) {
        return tx.one(
                row -> new Tile(level, n, Hashes.list(row.getBytes(1))),
                "SELECT hashes FROM audit.tile WHERE level = ? AND n = ?",
                level,
                n);
    }

    /** The full tiles of a level from {@code n} on, at most {@code count}. */
    public List<Tile> tiles(Tx tx, int level, long n, int count) {
        return tx.list(
                row -> new Tile(level, row.getLong(1), Hashes.list(row.getBytes(2))),
                "SELECT n, hashes FROM audit.tile WHERE level = ? AND n >= ? AND n < ? ORDER BY n",
                level,
                n,
                n + count);
    }

    /** Roots of the full tiles of a level from {@code n} on, at most {@code count}. */
    public List<Hash> tileRoots(Tx tx, int level, long n, int count) {
        return tx.list(
                row -> Hash.of(row.getBytes(1)),
                "SELECT root FROM audit.tile WHERE level = ? AND n >= ? AND n < ? ORDER BY n",
                level,
                n,
                n + count);
    }

    /** Leaf hashes from an index on, at most {@code count}. */
    List<Hash> leafHashes(Tx tx, long first, int count) {
        return tx.list(
                row -> Hash.of(row.getBytes(1)),
                "SELECT hash FROM audit.leaf WHERE index >= ? AND index < ? ORDER BY index",
                first,
                first + count);
    }

    /** Where an event stands. */
    record Leaf(UUID event, long index, Hash hash) {}

    /** The leaves of these events, of those that are integrated, in no order. */
    List<Leaf> leavesOf(Tx tx, List<UUID> events) {
        return tx.list(
                row ->
                        new Leaf(
                                row.getObject(1, UUID.class),
                                row.getLong(2),
                                Hash.of(row.getBytes(3))),
                "SELECT event_id, index, hash FROM audit.leaf WHERE event_id = ANY (?::uuid[])",
                (Object) events.stream().map(UUID::toString).toArray(String[]::new));
    }

    /** When a checkpoint was last kept. */
    Optional<Instant> lastKept(Tx tx) {
        return tx.one(
                row -> row.getObject(1, OffsetDateTime.class).toInstant(),
                "SELECT signed_at FROM audit.checkpoint ORDER BY size DESC LIMIT 1");
    }

    public void keepCheckpoint(Tx tx, long size, String note, Instant signedAt) {
        tx.execute(
                """
                INSERT INTO audit.checkpoint (size, note, signed_at) VALUES (?, ?, ?)
                ON CONFLICT (size) DO NOTHING
                """,
                size,
                note,
                signedAt);
    }

    /** A signed checkpoint of the past. */
    public record Kept(long size, String note) {}

    /** Kept checkpoints from a size on, the smallest first. */
    public List<Kept> kept(Tx tx, long from, int limit) {
        return tx.list(
                row -> new Kept(row.getLong(1), row.getString(2)),
                "SELECT size, note FROM audit.checkpoint WHERE size >= ? ORDER BY size LIMIT ?",
                from,
                limit);
    }

    /** The events of these indexes, in order; those that are missing are left out. */
    List<EventRow> events(Tx tx, long first, int count) {
        return tx.list(
                EventRowStore::event,
                "SELECT "
                        + EventRowStore.EVENT_COLUMNS
                        + """
                         FROM audit.leaf l JOIN audit.event e ON e.at = l.event_at AND e.id = l.event_id
                        WHERE l.index >= ? AND l.index < ?
                        ORDER BY l.index
                        """,
                first,
                first + count);
    }

    /** Whether events of these indexes are missing that must still be kept. */
    boolean areMissedTooEarly(Tx tx, long first, int count) {
        return tx.one(
                        row -> row.getBoolean(1),
                        """
                        SELECT EXISTS (
                            SELECT FROM audit.leaf l
                             WHERE l.index >= ? AND l.index < ?
                               AND l.event_at >= now() - interval '7 years'
                               AND NOT EXISTS (SELECT FROM audit.event e
                                                WHERE e.at = l.event_at AND e.id = l.event_id))
                        """,
                        first,
                        first + count)
                .orElse(false);
    }

    private static Head head(ResultSet row) throws SQLException {
        return new Head(
                row.getLong("size"),
                row.getString("snapshot"),
                Hashes.list(row.getBytes("edge")),
                Hashes.list(row.getBytes("tail")),
                row.getString("note"),
                row.getObject("signed_at", OffsetDateTime.class).toInstant());
    }
}
