package dev.sentinel.audit.log;

import dev.sentinel.base.sql.Tx;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The only class that writes the tables {@code audit.event} and {@code audit.personal}. */
final class EventStore {
    // From so many on, what COPY saves for each row is more than its further round trips cost.
    private static final int MANY = 256;

    /** All columns of {@code audit.event}, in the order in which they are written. */
    static final String EVENT_COLUMNS =
            """
            at, id, workspace, actor_kind, actor_id, acted_for, action, outcome, target_kind,
            target_id, request_id, before, after, metadata, actor_personal, target_personal\
            """;

    /** All columns of {@code audit.personal}, in the order in which they are written. */
    static final String PERSONAL_COLUMNS = "at, event_id, about, salt, fields";

    /** A row of {@code audit.personal}. */
    private record Beside(EventRow event, String about, PersonalRow row) {}

    private interface Column<R> {
        @Nullable String of(R row);
    }

    /** All rows of these entries in one round trip. */
    void insert(Tx tx, List<StoredEntry> entries) {
        List<EventRow> events = entries.stream().map(StoredEntry::event).toList();
        List<Beside> personal = new ArrayList<>(entries.size());
        for (StoredEntry entry : entries) {
            PersonalRows rows = entry.personal();
            rows.actor().ifPresent(row -> personal.add(new Beside(entry.event(), "actor", row)));
            rows.target().ifPresent(row -> personal.add(new Beside(entry.event(), "target", row)));
        }
        List<Object> columns = new ArrayList<>(EVENT.size() + PERSONAL.size());
        EVENT.forEach(column -> columns.add(texts(events, column)));
        PERSONAL.forEach(column -> columns.add(texts(personal, column)));
        tx.execute(INSERT, columns.toArray());
    }

    /** Many rows at once. */
    void copy(Tx tx, List<StoredEntry> entries) {
        if (entries.size() < MANY) {
            insert(tx, entries);
            return;
        }
        new EventCopy(entries).write(tx);
    }

    /** Which of these have been written already, perhaps by a commit whose answer was lost. */
    Set<UUID> present(Tx tx, List<StoredEntry> entries) {
        List<Instant> times = entries.stream().map(entry -> entry.event().at()).sorted().toList();
        String[] ids =
                entries.stream().map(entry -> entry.event().id().toString()).toArray(String[]::new);
        return new HashSet<>(
                tx.list(
                        row -> row.getObject(1, UUID.class),
                        """
                        SELECT id FROM audit.event
                         WHERE at BETWEEN ? AND ? AND id = ANY (?::uuid[])
                        """,
                        times.getFirst(),
                        times.getLast(),
                        ids));
    }

    void prepareMonth(Tx tx, LocalDate day) {
        tx.one(row -> true, "SELECT audit.prepare_month(?::date)", day.toString());
    }

    /** SQL state classes 22 and 23: the data is the reason, so trying again is of no use. */
    boolean refusesData(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState().startsWith("22") || sql.getSQLState().startsWith("23");
            }
        }
        return false;
    }

    private static <R> @Nullable String[] texts(List<R> rows, Column<R> column) {
        @Nullable String[] texts = new @Nullable String[rows.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = column.of(rows.get(i));
        }
        return texts;
    }

    private static final List<Column<EventRow>> EVENT =
            List.of(
                    row -> row.at().toString(),
                    row -> row.id().toString(),
                    EventRow::workspace,
                    EventRow::actorKind,
                    EventRow::actorId,
                    row -> row.actedFor().orElse(null),
                    EventRow::action,
                    EventRow::outcome,
                    row -> row.targetKind().orElse(null),
                    row -> row.targetId().orElse(null),
                    row -> row.requestId().orElse(null),
                    row -> row.before().orElse(null),
                    row -> row.after().orElse(null),
                    row -> row.metadata().orElse(null),
                    row -> row.personal().actor().orElse(null),
                    row -> row.personal().target().orElse(null));

    private static final List<Column<Beside>> PERSONAL =
            List.of(
                    row -> row.event().at().toString(),
                    row -> row.event().id().toString(),
                    Beside::about,
                    row -> row.row().salt(),
                    row -> row.row().fields());

    private static final String INSERT =
            """
            WITH written AS (
                INSERT INTO audit.event (%1$s)
                SELECT at::timestamptz, id::uuid, workspace, actor_kind, actor_id, acted_for, action,
                       outcome, target_kind, target_id, request_id, before, after,
                       metadata, decode(actor_personal, 'hex'), decode(target_personal, 'hex')
                  FROM unnest(%2$s) AS given (%1$s))
            INSERT INTO audit.personal (%3$s)
            SELECT at::timestamptz, event_id::uuid, about, decode(salt, 'hex'), fields
              FROM unnest(%4$s) AS given (%3$s)
            """
                    .formatted(
                            EVENT_COLUMNS,
                            texts(EVENT.size()),
                            PERSONAL_COLUMNS,
                            texts(PERSONAL.size()));

    private static String texts(int count) {
        return String.join(", ", Collections.nCopies(count, "?::text[]"));
    }
}
