package dev.sentinel.base.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.base.Unavailable;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationsTest {

    @Test
    void severalProcessesMayStartAtOnce() throws Exception {
        try (TestDatabase database = TestPostgres.fresh();
                ExecutorService processes = Executors.newFixedThreadPool(4)) {
            List<Future<?>> starts = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                starts.add(processes.submit(() -> migrate(database.owner(), "sample")));
            }
            for (Future<?> start : starts) {
                start.get();
            }

            assertThat(notes(database)).isZero();
        }
    }

    @Test
    void aServerTooOldIsNamedBeforeAnythingIsMigrated() {
        assertThatThrownBy(() -> Migrations.refuseOlder(15))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("PostgreSQL is of version 15, and must be 16 or newer");
        assertThatCode(() -> Migrations.refuseOlder(16)).doesNotThrowAnyException();
    }

    @Test
    void runsAgainWithoutEffect() {
        try (TestDatabase database = TestPostgres.fresh("sample")) {
            database.open()
                    .inTransaction(tx -> tx.execute("INSERT INTO sample.note VALUES ('kept')"));

            migrate(database.owner(), "sample");

            assertThat(notes(database)).isEqualTo(1);
        }
    }

    /** Also that our checksum is Flyway's: if it were not, nothing would ever be current. */
    @Test
    void whatIsCurrentIsLeftToNobody() {
        try (TestDatabase database = TestPostgres.fresh()) {
            assertThat(notCurrent(database)).containsExactly("sample");

            migrate(database.owner(), "sample");

            assertThat(notCurrent(database)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET checksum = 7 WHERE script = 'V001__note.sql'",
                "SET success = false WHERE script = 'V001__note.sql'",
                "SET script = 'V001__other.sql', description = 'other', checksum = 7"
                        + " WHERE script = 'V001__note.sql'"
            })
    void aHistoryThatSaysAnythingElseIsRefused(String change) {
        try (TestDatabase database = TestPostgres.fresh("sample")) {
            asOwner(database, "UPDATE sample.flyway_schema_history " + change);

            assertThatThrownBy(() -> migrate(database.owner(), "sample"))
                    .isInstanceOf(FlywayException.class);
        }
    }

    @Test
    void whatAnEarlierProgramDidNotDoIsDone() {
        try (TestDatabase database = TestPostgres.fresh("sample")) {
            asOwner(database, "DROP TABLE sample.note");
            asOwner(
                    database,
                    "DELETE FROM sample.flyway_schema_history WHERE script = 'V001__note.sql'");

            migrate(database.owner(), "sample");

            assertThat(notes(database)).isZero();
        }
    }

    @Test
    void aRoleThatMayNotCreateSchemasIsAnErrorAndNotAnOutage() {
        try (TestDatabase database = TestPostgres.fresh()) {
            assertThatThrownBy(() -> migrate(database.app(), "sample"))
                    .isInstanceOf(FlywayException.class)
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void aSchemaWithoutFilesIsAnError() {
        try (TestDatabase database = TestPostgres.fresh()) {
            assertThatThrownBy(() -> migrate(database.owner(), "nowhere"))
                    .isInstanceOf(FlywayException.class);
        }
    }

    @Test
    void aDatabaseThatIsAwayIsUnavailable() {
        try (TestPostgres postgres = TestPostgres.separate();
                TestDatabase database = postgres.database()) {
            postgres.stop();

            assertThatThrownBy(() -> migrate(database.owner(), "sample"))
                    .isInstanceOf(Unavailable.class);
        }
    }

    private static List<String> notCurrent(TestDatabase database) {
        DatabaseConfig owner = database.owner();
        return Migrations.notCurrent(
                owner.jdbcUrl(), owner.user(), owner.password().expose(), List.of("sample"));
    }

    private static void asOwner(TestDatabase database, String sql) {
        try (Database owner = Database.open(database.owner())) {
            owner.inTransaction(tx -> tx.execute(sql));
        }
    }

    private static void migrate(DatabaseConfig as, String schema) {
        Migrations.run(as.jdbcUrl(), as.user(), as.password().expose(), List.of(schema));
    }

    private static long notes(TestDatabase database) {
        return database.open()
                .read(tx -> tx.one(row -> row.getLong(1), "SELECT count(*) FROM sample.note"))
                .orElseThrow();
    }
}
