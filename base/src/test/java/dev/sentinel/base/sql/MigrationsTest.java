package dev.sentinel.base.sql;

import static org.assertj.core.api.Assertions.assertThat;
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
    void runsAgainWithoutEffect() {
        try (TestDatabase database = TestPostgres.fresh("sample")) {
            database.open()
                    .inTransaction(tx -> tx.execute("INSERT INTO sample.note VALUES ('kept')"));

            migrate(database.owner(), "sample");

            assertThat(notes(database)).isEqualTo(1);
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

    private static void migrate(DatabaseConfig as, String schema) {
        Migrations.run(as.jdbcUrl(), as.user(), as.password().expose(), List.of(schema));
    }

    private static long notes(TestDatabase database) {
        return database.open()
                .read(tx -> tx.one(row -> row.getLong(1), "SELECT count(*) FROM sample.note"))
                .orElseThrow();
    }
}
