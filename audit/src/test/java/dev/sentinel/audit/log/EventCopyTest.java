package dev.sentinel.audit.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.event.Origin;
import dev.sentinel.audit.event.SecurityActions;
import dev.sentinel.audit.testing.TestLog;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows that were copied are those that were to be written, whatever stands in them. */
class EventCopyTest {
    private final TestLog platform = new TestLog();

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void whatIsCopiedIsReadBack() {
        List<StoredEntry> written = new ArrayList<>();
        EntryIds ids = new EntryIds(platform.clock, new RandomBlocks(new SecureRandom()));
        for (int i = 0; i < 600; i++) {
            AuditEvent event =
                    i % 2 == 0 ? TestLog.created("agent \t\\N\n\u20ac\uD83D\uDE00" + i) : bare(i);
            written.add(
                    StoredEntry.of(
                            Entry.of(ids.next(), event),
                            i % 2 == 0 ? TestLog.CREATED : SecurityActions.API_CALL,
                            () -> "c3".repeat(16)));
        }
        // Its month is there from the first event on.
        platform.append(1);
        platform.database.inTransaction(tx -> new EventCopy(written).write(tx));

        List<StoredEntry> read =
                platform.database.read(tx ->
                        tx.list(
                                row ->
                                        new StoredEntry(
                                                EventRowStore.event(row),
                                                EventRowStore.personal(row)),
                                "SELECT "
                                        + EventRowStore.EVENT_COLUMNS
                                        + ", "
                                        + EventRowStore.PERSONAL_COLUMNS
                                        + " FROM audit.event e "
                                        + EventRowStore.personalJoins("e.at", "e.id")
                                        + " ORDER BY e.id"));
        assertThat(read).containsAll(written).hasSize(601);
    }

    /** Nothing that may be left out, a control character, and somebody it was done for. */
    private static AuditEvent bare(int number) {
        return AuditEvent.of(
                        SecurityActions.API_CALL,
                        "acme",
                        Actor.agent("bot\u0001").actingFor(List.of("alice", "b\\ob")))
                .from(new Origin(Optional.empty(), Optional.empty(), Optional.empty()))
                .with(Map.of("status_code", number));
    }
}
