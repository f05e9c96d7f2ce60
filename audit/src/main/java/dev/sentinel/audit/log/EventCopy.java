package dev.sentinel.audit.log;

import dev.sentinel.base.sql.Tx;
import java.util.List;
import java.util.Optional;

/** Writes very many entries, for {@link EventStore}: less for each, but two statements for them. */
final class EventCopy {
    private static final int EVENT_COLUMNS = 16;
    private static final int PERSONAL_COLUMNS = 5;

    private final CopyRows events = new CopyRows(EVENT_COLUMNS);
    private final CopyRows personal = new CopyRows(PERSONAL_COLUMNS);
    private boolean anyPersonal;

    EventCopy(List<StoredEntry> entries) {
        for (StoredEntry entry : entries) {
            add(entry.event());
            add(entry.event(), "actor", entry.personal().actor());
            add(entry.event(), "target", entry.personal().target());
        }
    }

    void write(Tx tx) {
        tx.copyIn(
                "COPY audit.event (" + EventStore.EVENT_COLUMNS + ")" + CopyRows.FROM_STDIN,
                events.toBytes());
        if (anyPersonal) {
            tx.copyIn(
                    "COPY audit.personal ("
                            + EventStore.PERSONAL_COLUMNS
                            + ")"
                            + CopyRows.FROM_STDIN,
                    personal.toBytes());
        }
    }

    private void add(EventRow row) {
        events.row()
                .time(row.at())
                .uuid(row.id())
                .text(row.workspace())
                .text(row.actorKind())
                .text(row.actorId())
                .text(row.actedFor())
                .text(row.action())
                .text(row.outcome())
                .text(row.targetKind())
                .text(row.targetId())
                .text(row.requestId())
                .text(row.before())
                .text(row.after())
                .text(row.metadata())
                .hex(row.personal().actor())
                .hex(row.personal().target());
    }

    private void add(EventRow event, String about, Optional<PersonalRow> row) {
        if (row.isPresent()) {
            anyPersonal = true;
            personal.row()
                    .time(event.at())
                    .uuid(event.id())
                    .text(about)
                    .hex(row.get().salt())
                    .text(row.get().fields());
        }
    }
}
