package dev.sentinel.audit.log;

import dev.sentinel.audit.event.Entry;
import dev.sentinel.base.sql.Database;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Finds entries. Every query is bound to one workspace: another's entries do not exist for it. */
public final class AuditQueries {
    /**
     * Counting and skipping go no further, so that the price of a page has a bound however much
     * matches. What lies deeper is reached by time, or from entry to entry.
     */
    public static final int MAX_TOTAL = 10_000;

    /** Entries on a page at most. */
    public static final int MAX_LIMIT = 1_000;

    private final Database database;
    private final EntryStore store = new EntryStore();

    public AuditQueries(Database database) {
        this.database = database;
    }

    /**
     * The matching entries, newest first, and how many there are.
     *
     * @param skipped entries on the pages before, at most {@link #MAX_TOTAL}
     */
    public AuditPage find(AuditQuery query, int skipped, int limit) {
        if (skipped < 0 || skipped > MAX_TOTAL) {
            throw new IllegalArgumentException("skips " + skipped + ", not 0 to " + MAX_TOTAL);
        }
        requireLimit(limit);
        return database.read(tx -> {
            List<Entry> entries = entries(store.page(tx, query, skipped, limit));
            // A page that is not full says by itself how many there are.
            boolean last = entries.size() < limit && (skipped == 0 || !entries.isEmpty());
            long total = last ? skipped + entries.size() : store.count(tx, query, MAX_TOTAL);
            return new AuditPage(entries, Math.min(total, MAX_TOTAL));
        });
    }

    /** The next matching entries, newest first: the way to read them all, page after page. */
    public List<Entry> next(AuditQuery query, int limit) {
        return entries(rows(query, limit));
    }

    /** As {@link #next}, as they are stored: for whoever proves them. */
    public List<StoredEntry> rows(AuditQuery query, int limit) {
        requireLimit(limit);
        return database.read(tx -> store.page(tx, query, 0, limit));
    }

    /** The entry with this id, if this workspace has it. */
    public Optional<Entry> find(String workspace, UUID id) {
        if (id.version() != 7) {
            return Optional.empty();
        }
        return database.read(tx -> store.find(tx, workspace, id)).map(StoredEntry::entry);
    }

    private static List<Entry> entries(List<StoredEntry> rows) {
        return rows.stream().map(StoredEntry::entry).toList();
    }

    private static void requireLimit(int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit " + limit + " is not 1 to " + MAX_LIMIT);
        }
    }
}
