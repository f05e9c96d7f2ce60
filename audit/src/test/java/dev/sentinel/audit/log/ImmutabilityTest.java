package dev.sentinel.audit.log;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.audit.testing.TestLog;
import dev.sentinel.base.sql.Database;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody changes what is written: not the program, not the owner of the tables. */
final class ImmutabilityTest {
    private final TestLog platform = new TestLog();

    @AfterEach
    void close() {
        platform.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"event", "personal", "leaf", "tile", "checkpoint", "event_2026_03"})
    void updateDeleteAndTruncateAreRefused(String table) {
        platform.appendIntegrated(300);
        Database owner = platform.stores.openAsOwner();

        for (String change :
                new String[] {
                    "UPDATE audit.%s SET %s", "DELETE FROM audit.%s", "TRUNCATE audit.%s CASCADE"
                }) {
            String sql = change.formatted(table, someColumn(table));
            assertThatThrownBy(() -> platform.database.inTransaction(tx -> tx.execute(sql)))
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> owner.inTransaction(tx -> tx.execute(sql)))
                    .hasMessageContaining("only grows");
        }
    }

    @Test
    void theHeadMovesButCannotGo() {
        assertThatThrownBy(() ->
                        platform.database.inTransaction(tx -> tx.execute("DELETE FROM audit.head")))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() ->
                        platform.stores
                                .openAsOwner()
                                .inTransaction(tx -> tx.execute("DELETE FROM audit.head")))
                .hasMessageContaining("only grows");
    }

    @Test
    void theProgramCannotMakeOrDropTables() {
        assertThatThrownBy(() ->
                        platform.database.inTransaction(tx -> tx.execute("DROP TABLE audit.leaf")))
                .hasMessageContaining("must be owner");
        assertThatThrownBy(() ->
                        platform.database.inTransaction(
                                tx -> tx.execute("CREATE TABLE audit.other (id int)")))
                .hasMessageContaining("permission denied");
    }

    private static String someColumn(String table) {
        return switch (table) {
            case "tile" -> "root = ''";
            case "checkpoint" -> "note = ''";
            case "leaf" -> "hash = ''";
            case "personal" -> "fields = ''";
            default -> "action = 'x'";
        };
    }
}
