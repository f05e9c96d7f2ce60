package dev.sentinel.audit.log;

import dev.sentinel.audit.event.Entry;
import dev.sentinel.base.sql.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Finds entries, each joined with its personal fields. */
final class EntryStore {
    private static final String SELECT =
            "SELECT "
                    + EventRowStore.EVENT_COLUMNS
                    + ", "
                    + EventRowStore.PERSONAL_COLUMNS
                    + " FROM audit.event e "
                    + EventRowStore.personalJoins("e.at", "e.id")
                    + " WHERE ";

    /** How many match, counted up to a bound. */
    long count(Tx tx, AuditQuery query, int bound) {
        Conditions where = conditions(query);
        return tx.one(
                        row -> row.getLong(1),
                        "SELECT count(*) FROM (SELECT FROM audit.event e WHERE "
                                + where.sql()
                                + " LIMIT "
                                + bound
                                + ") AS matching",
                        where.args())
                .orElse(0L);
    }

    List<Entry> page(Tx tx, AuditQuery query) {
        Conditions where = conditions(query);
        return tx.list(
                EntryStore::entry,
                SELECT
                        + where.sql()
                        + " ORDER BY e.at DESC, e.id DESC LIMIT "
                        + query.limit()
                        + " OFFSET "
                        + query.offset(),
                where.args());
    }

    Optional<Entry> find(Tx tx, String workspace, UUID id) {
        // The time inside the id finds the partition and, with the id, the row.
        return tx.one(
                EntryStore::entry,
                SELECT + "e.at = ? AND e.id = ? AND e.workspace = ?",
                Entry.time(id),
                id,
                workspace);
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new StoredEntry(EventRowStore.event(row), EventRowStore.personal(row)).entry();
    }

    private static Conditions conditions(AuditQuery query) {
        Conditions where = new Conditions().and("e.workspace = ?", query.workspace());
        query.agentId().ifPresent(id -> where.and("(e.target_id = ? OR e.actor_id = ?)", id, id));
        query.action().ifPresent(action -> where.and("e.action = ?", action));
        query.outcome()
                .map(outcome -> outcome.name().toLowerCase(Locale.ROOT))
                .ifPresent(outcome -> where.and("e.outcome = ?", outcome));
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
