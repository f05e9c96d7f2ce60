package dev.sentinel.audit.log;

import dev.sentinel.base.sql.Tx;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The only class that writes the tables {@code audit.event} and {@code audit.personal}. */
final class EventStore {

    /** All rows of an entry in one round trip. */
    void insert(Tx tx, StoredEntry entry) {
        EventRow row = entry.event();
        PersonalRows personal = entry.personal();
        List<Object> columns = new ArrayList<>(List.of(eventColumns(row)));
        personal.actor().ifPresent(part -> addPersonal(columns, row, "actor", part));
        personal.target().ifPresent(part -> addPersonal(columns, row, "target", part));
        int parts = (columns.size() - EVENT_COLUMNS) / PERSONAL_COLUMNS;
        tx.execute(INSERTS.get(parts), columns.toArray());
    }

    /** Many rows at once. */
    void copy(Tx tx, List<StoredEntry> entries) {
        CopyText events = new CopyText();
        CopyText personal = new CopyText();
        for (StoredEntry entry : entries) {
            copyEvent(events, entry.event());
            PersonalRows beside = entry.personal();
            beside.actor().ifPresent(row -> copy(personal, entry.event(), "actor", row));
            beside.target().ifPresent(row -> copy(personal, entry.event(), "target", row));
        }
        tx.copyIn(
                """
                COPY audit.event (at, id, workspace, actor_kind, actor_id, acted_for, action, outcome,
                                  target_kind, target_id, request_id, before, after, metadata,
                                  actor_personal, target_personal)
                FROM STDIN
                """,
                events.toBytes());
        tx.copyIn(
                "COPY audit.personal (at, event_id, about, salt, fields) FROM STDIN",
                personal.toBytes());
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

    private static void copyEvent(CopyText events, EventRow row) {
        events.column(row.at().toString())
                .column(row.id().toString())
                .column(row.workspace())
                .column(row.actorKind())
                .column(row.actorId())
                .column(row.actedFor())
                .column(row.action())
                .column(row.outcome())
                .column(row.targetKind())
                .column(row.targetId())
                .column(row.requestId())
                .column(row.before())
                .column(row.after())
                .column(row.metadata())
                .column(row.personal().actor().map(hash -> "\\x" + hash))
                .column(row.personal().target().map(hash -> "\\x" + hash))
                .endRow();
    }

    private static void copy(CopyText personal, EventRow event, String about, PersonalRow row) {
        personal.column(event.at().toString())
                .column(event.id().toString())
                .column(about)
                .bytes(row.salt())
                .column(row.fields())
                .endRow();
    }

    private static Object[] eventColumns(EventRow row) {
        return new Object[] {
            row.at(),
            row.id(),
            row.workspace(),
            row.actorKind(),
            row.actorId(),
            row.actedFor(),
            row.action(),
            row.outcome(),
            row.targetKind(),
            row.targetId(),
            row.requestId(),
            row.before(),
            row.after(),
            row.metadata(),
            row.personal().actor().map(HexFormat.of()::parseHex),
            row.personal().target().map(HexFormat.of()::parseHex)
        };
    }

    private static void addPersonal(
            List<Object> columns, EventRow event, String about, PersonalRow row) {
        columns.add(event.at());
        columns.add(event.id());
        columns.add(about);
        columns.add(HexFormat.of().parseHex(row.salt()));
        columns.add(row.fields());
    }

    private static final int EVENT_COLUMNS = 16;
    private static final int PERSONAL_COLUMNS = 5;

    private static final String INSERT_EVENT =
            """
            INSERT INTO audit.event (at, id, workspace, actor_kind, actor_id, acted_for, action, outcome,
                                     target_kind, target_id, request_id, before, after, metadata,
                                     actor_personal, target_personal)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String AND_PERSONAL =
            "WITH written AS (\n"
                    + INSERT_EVENT
                    + """
                    )
                    INSERT INTO audit.personal (at, event_id, about, salt, fields)
                    VALUES (?, ?, ?, ?, ?)\
                    """;

    /** By how many rows of personal fields go with the event. */
    private static final List<String> INSERTS =
            List.of(INSERT_EVENT, AND_PERSONAL, AND_PERSONAL + ", (?, ?, ?, ?, ?)");
}
