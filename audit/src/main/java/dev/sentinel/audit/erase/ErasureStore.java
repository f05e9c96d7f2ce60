package dev.sentinel.audit.erase;

import dev.sentinel.audit.tree.Hash;
import dev.sentinel.base.sql.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** The only class that knows the tables of erasures. */
final class ErasureStore {
    /** Personal fields that are no more. */
    record Gone(UUID event, String about) {}

    /** Whether the log knows this one: who has done something, or was done something to. */
    boolean isKnown(Tx tx, String workspace, String person) {
        return tx.one(
                        row -> row.getBoolean(1),
                        """
                        SELECT EXISTS (SELECT FROM audit.event WHERE workspace = ? AND actor_id = ?)
                            OR EXISTS (SELECT FROM audit.event
                                        WHERE workspace = ? AND target_id = ?
                                          AND target_id <> actor_id)
                        """,
                        workspace,
                        person,
                        workspace,
                        person)
                .orElse(false);
    }

    Erasure add(Tx tx, Erasure erasure) {
        return tx.one(
                        ErasureStore::erasure,
                        """
                        INSERT INTO audit.erasure
                               (id, workspace, person, reason, also_known_as, asked_by, asked_for)
                        VALUES (?, ?, ?, ?, ?, ?, ?)
                        RETURNING *, false AS approved
                        """,
                        erasure.id(),
                        erasure.workspace(),
                        erasure.person(),
                        erasure.reason(),
                        erasure.alsoKnownAs().toArray(String[]::new),
                        erasure.askedBy(),
                        erasure.askedFor().bytes())
                .orElseThrow();
    }

    /**
     * Two approvals at once: the second waits at the first one's row, and is refused by its key.
     */
    Optional<Erasure> find(Tx tx, String workspace, UUID id) {
        return tx.one(
                ErasureStore::erasure,
                """
                SELECT e.*, EXISTS (SELECT FROM audit.erasure_approval a WHERE a.erasure = e.id)
                            AS approved
                  FROM audit.erasure e
                 WHERE e.workspace = ? AND e.id = ?
                """,
                workspace,
                id);
    }

    /** Whether this transaction is the one that approved. */
    boolean approve(Tx tx, UUID id, String by, Hash accountable) {
        return tx.execute(
                        """
                        INSERT INTO audit.erasure_approval (erasure, approved_by, approved_for)
                        VALUES (?, ?, ?) ON CONFLICT DO NOTHING
                        """,
                        id,
                        by,
                        accountable.bytes())
                == 1;
    }

    /** The months that the log has, oldest first. */
    List<LocalDate> months(Tx tx) {
        return tx.list(
                row -> row.getObject(1, LocalDate.class),
                """
                SELECT to_date(right(c.relname, 7), 'YYYY_MM')
                  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                 WHERE i.inhparent = 'audit.event'::regclass
                 ORDER BY 1
                """);
    }

    void erase(Tx tx, UUID id, LocalDate month, Consumer<Gone> gone) {
        tx.each(
                row -> new Gone(row.getObject(1, UUID.class), row.getString(2)),
                gone,
                "SELECT erased_event, erased_about FROM audit.erase_month(?, ?)",
                id,
                month);
    }

    void end(Tx tx, UUID id) {
        tx.one(row -> true, "SELECT audit.end_erasure(?)", id);
    }

    private static Erasure erasure(ResultSet row) throws SQLException {
        return new Erasure(
                row.getObject("id", UUID.class),
                row.getString("workspace"),
                row.getString("person"),
                row.getString("reason"),
                List.of((String[]) row.getArray("also_known_as").getArray()),
                row.getString("asked_by"),
                Hash.of(row.getBytes("asked_for")),
                row.getObject("asked_at", OffsetDateTime.class).toInstant(),
                row.getBoolean("approved"));
    }
}
