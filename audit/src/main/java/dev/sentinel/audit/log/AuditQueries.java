package dev.sentinel.audit.log;

import dev.sentinel.audit.event.Entry;
import dev.sentinel.base.sql.Database;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Finds entries. Every query is bound to one workspace: another's entries do not exist for it. */
public final class AuditQueries {
    /** Counting goes no further: a total is for people, and they do not read a hundred thousand. */
    public static final int MAX_TOTAL = 100_000;

    private final Database database;
    private final EntryStore store = new EntryStore();

    public AuditQueries(Database database) {
        this.database = database;
    }

    /** The matching entries, newest first. */
    public AuditPage find(AuditQuery query) {
        return database.read(tx -> {
            long total = store.count(tx, query, MAX_TOTAL);
            List<Entry> entries = query.offset() < total ? store.page(tx, query) : List.of();
            return new AuditPage(entries, total, query.page(), query.limit());
        });
    }

    /** The entry with this id, if this workspace has it. */
    public Optional<Entry> find(String workspace, UUID id) {
        if (id.version() != 7) {
            return Optional.empty();
        }
        return database.read(tx -> store.find(tx, workspace, id));
    }
}
