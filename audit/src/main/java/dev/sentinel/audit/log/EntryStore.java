package dev.sentinel.audit.log;

import dev.sentinel.audit.event.Entry;
import dev.sentinel.base.sql.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Finds entries, each joined with its personal fields. */
final class EntryStore {
    private static final String COLUMNS =
            EventRowStore.EVENT_COLUMNS + ", " + EventRowStore.PERSONAL_COLUMNS;

    /**
     * From so many entries on a query is planned for what it asks. A plan that is kept for
     * everybody takes each lane for shorter than that, and would read all of the busiest agent's to
     * sort them: the more events, the slower.
     */
    private static final int MANY = 100;

    /** How many match, counted up to a bound. */
    long count(Tx tx, AuditQuery query, int bound) {
        Lanes lanes = Lanes.newest(query, bound);
        return tx.one(
                        row -> row.getLong(1),
                        lanes.with()
                                + "SELECT count(*) FROM ("
                                + lanes.walks()
                                + " LIMIT "
                                + bound
                                + ") AS matching",
                        lanes.arguments().toArray())
                .orElse(0L);
    }

    /** Skips and sorts keys alone; only the entries of the page are read. */
    List<StoredEntry> page(Tx tx, AuditQuery query, int skipped, int limit) {
        if (skipped + limit > MANY) {
            tx.execute("SET LOCAL plan_cache_mode = force_custom_plan");
        }
        Lanes lanes = Lanes.newest(query, skipped + limit);
        return tx.list(
                EntryStore::entry,
                lanes.with()
                        + "SELECT "
                        + COLUMNS
                        + " FROM (SELECT at, id FROM ("
                        + lanes.walks()
                        + ") AS walked ORDER BY at DESC, id DESC LIMIT "
                        + limit
                        + " OFFSET "
                        + skipped
                        + """
                        ) AS key
                          JOIN audit.event e ON e.at = key.at AND e.id = key.id
                        """
                        + EventRowStore.personalJoins("key.at", "key.id")
                        + " ORDER BY key.at DESC, key.id DESC",
                lanes.arguments().toArray());
    }

    Optional<StoredEntry> find(Tx tx, String workspace, UUID id) {
        // The time inside the id finds the partition and, with the id, the row.
        return tx.one(
                EntryStore::entry,
                "SELECT "
                        + COLUMNS
                        + " FROM audit.event e "
                        + EventRowStore.personalJoins("e.at", "e.id")
                        + " WHERE e.at = ? AND e.id = ? AND e.workspace = ?",
                Entry.time(id),
                id,
                workspace);
    }

    private static StoredEntry entry(ResultSet row) throws SQLException {
        return new StoredEntry(EventRowStore.event(row), EventRowStore.personal(row));
    }
}
