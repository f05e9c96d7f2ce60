package dev.sentinel.audit.log;

import dev.sentinel.audit.event.Entry;
import dev.sentinel.base.sql.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Finds entries. Every query is bound to one workspace: another's entries do not exist for it. */
public final class AuditQueries {
    /** Counting goes no further: a total is for people, and they do not read a hundred thousand. */
    public static final int MAX_TOTAL = 100_000;

    private static final String SELECT =
            "SELECT "
                    + EventRows.EVENT_COLUMNS
                    + ", "
                    + EventRows.PERSONAL_COLUMNS
                    + """
                     FROM audit.event e
                     LEFT JOIN audit.personal p ON p.at = e.at AND p.event_id = e.id
                    """
                    + " WHERE ";

    private final Database database;

    public AuditQueries(Database database) {
        this.database = database;
    }

    /** The matching entries, newest first. */
    public AuditPage find(AuditQuery query) {
        Conditions where = conditions(query);
        return database.read(tx -> {
            long total =
                    tx.one(
                                    row -> row.getLong(1),
                                    "SELECT count(*) FROM (SELECT FROM audit.event e WHERE "
                                            + where.sql()
                                            + " LIMIT "
                                            + MAX_TOTAL
                                            + ") AS matching",
                                    where.args())
                            .orElse(0L);
            long offset = (query.page() - 1L) * query.limit();
            List<Entry> entries =
                    offset >= total
                            ? List.of()
                            : tx.list(
                                    AuditQueries::entry,
                                    SELECT
                                            + where.sql()
                                            + " ORDER BY e.at DESC, e.id DESC LIMIT "
                                            + query.limit()
                                            + " OFFSET "
                                            + offset,
                                    where.args());
            return new AuditPage(entries, total, query.page(), query.limit());
        });
    }

    /** The entry with this id, if this workspace has it. */
    public Optional<Entry> find(String workspace, UUID id) {
        if (id.version() != 7) {
            return Optional.empty();
        }
        // The time inside the id finds the partition and, with the id, the row.
        return database.read(tx ->
                tx.one(
                        AuditQueries::entry,
                        SELECT + "e.at = ? AND e.id = ? AND e.workspace = ?",
                        Entry.time(id),
                        id,
                        workspace));
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new StoredEntry(EventRows.event(row), EventRows.personal(row)).entry();
    }

    private static Conditions conditions(AuditQuery query) {
        Conditions where = new Conditions().and("e.workspace = ?", query.workspace());
        query.agentId().ifPresent(id -> where.and("(e.target_id = ? OR e.actor_id = ?)", id, id));
        query.action().ifPresent(action -> where.and("e.action = ?", action));
        query.outcome()
                .ifPresent(outcome ->
                        where.and("e.outcome = ?", outcome.name().toLowerCase(Locale.ROOT)));
        query.from().ifPresent(from -> where.and("e.at >= ?", from));
        query.until().ifPresent(until -> where.and("e.at <= ?", until));
        return where;
    }

    /**
     * Conditions that must all hold. The text is ours alone; what callers give goes into arguments.
     */
    private static final class Conditions {
        private final List<String> texts = new ArrayList<>();
        private final List<Object> args = new ArrayList<>();

        Conditions and(String text, Object... values) {
            texts.add(text);
            args.addAll(List.of(values));
            return this;
        }

        String sql() {
            return String.join(" AND ", texts);
        }

        Object[] args() {
            return args.toArray();
        }
    }
}
