package dev.sentinel.base.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.base.Unavailable;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseTest {
    private TestDatabase server = TestPostgres.fresh("sample");
    private Database database = server.open();

    @BeforeAll
    void tables() {
        server.openAsOwner()
                .inTransaction(tx -> {
                    tx.execute(
                            """
                            CREATE TABLE sample.thing (
                                id int PRIMARY KEY, name text, at timestamptz, key uuid,
                                bytes bytea, tags text[], json jsonb, amount numeric, flag boolean)
                            """);
                    tx.execute(
                            "GRANT SELECT, INSERT, UPDATE, DELETE ON sample.thing TO sentinel_app");
                });
    }

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void everyKindOfParameterComesBackAsItWas() {
        Instant at = Instant.parse("2026-06-05T10:00:00.123456Z");
        UUID key = UUID.fromString("018f4e2a-0000-7000-8000-000000000001");
        byte[] bytes = {0, 1, (byte) 0xFF};
        String[] tags = {"a", "b,c", "\"d\"", "\\"};

        Object[] row = {
            1,
            "name $1 ? :x <y>",
            at,
            key,
            bytes,
            tags,
            "{\"a\": \"?\"}",
            new BigDecimal("0.10"),
            true
        };
        insert(row);

        database.read(tx ->
                        tx.one(DatabaseTest::columns, "SELECT * FROM sample.thing WHERE id = 1"))
                .ifPresentOrElse(
                        columns ->
                                assertThat(columns)
                                        .usingRecursiveFieldByFieldElementComparator()
                                        .containsExactly(row),
                        () -> assertThat(false).as("the row is there").isTrue());
    }

    @Test
    void optionalsEnumsAndNullsAreBound() {
        insert(
                2,
                Optional.of(TimeUnit.DAYS),
                Optional.of(Instant.EPOCH),
                Optional.empty(),
                null,
                null,
                null,
                null,
                Optional.of(false));

        List<@Nullable Object> columns =
                database.read(tx ->
                                tx.one(
                                        DatabaseTest::columns,
                                        "SELECT * FROM sample.thing WHERE name = ?",
                                        TimeUnit.DAYS))
                        .orElseThrow();
        assertThat(columns)
                .containsExactly(2, "DAYS", Instant.EPOCH, null, null, null, null, null, false);
    }

    @Test
    void aMomentIsCutToMicrosecondsAndNeverRoundedUp() {
        Instant written = Instant.parse("2026-06-05T10:00:00.999999999Z");

        Instant read =
                database.read(tx ->
                                tx.one(
                                        row -> row.getTimestamp(1).toInstant(),
                                        "SELECT ?::timestamptz",
                                        written))
                        .orElseThrow();

        assertThat(read).isEqualTo("2026-06-05T10:00:00.999999Z");
    }

    @Test
    void sqlRunsAsItStands() {
        // A template engine would take <b> for a hole, a named parameter :x for a value.
        boolean found =
                database.read(tx ->
                                tx.one(
                                        row -> row.getBoolean(1),
                                        """
                                        SELECT 1 <b.n AND b.n> 0 AND b.j ?? 'k' AND b.j::text LIKE '%:x%'
                                               AND b.j @> ?::jsonb
                                          FROM (VALUES (2, '{"k": ":x <b>"}'::jsonb)) AS b (n, j)
                                        """,
                                        "{}"))
                        .orElseThrow();

        assertThat(found).isTrue();
    }

    @Test
    void aTransactionThatThrowsLeavesNothing() {
        assertThatThrownBy(() ->
                        database.inTransaction(tx -> {
                            tx.execute("INSERT INTO sample.thing (id) VALUES (30)");
                            throw new IllegalArgumentException("no");
                        }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(count("id = 30")).isZero();
    }

    @Test
    void aReadMayNotWriteAndTheConnectionCanWriteAfterwards() {
        assertThatThrownBy(() ->
                        database.read(
                                tx -> tx.execute("INSERT INTO sample.thing (id) VALUES (31)")))
                .isInstanceOf(JdbiException.class)
                .hasMessageContaining("read-only");

        for (int i = 0; i < 16; i++) {
            int id = 100 + i;
            database.inTransaction(
                    tx -> tx.execute("INSERT INTO sample.thing (id) VALUES (?)", id));
        }
        assertThat(count("id BETWEEN 100 AND 115")).isEqualTo(16);
    }

    @Test
    void aWrongStatementIsNotAnOutage() {
        assertThatThrownBy(() -> database.read(tx -> tx.execute("SELEC 1")))
                .isInstanceOf(JdbiException.class);
    }

    @Test
    void batchesCountTheirRows() {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            rows.add(new Object[] {1_000 + i, "batch"});
        }

        int inserted =
                database.transaction(
                        tx -> tx.batch("INSERT INTO sample.thing (id, name) VALUES (?, ?)", rows));

        int again =
                database.transaction(tx ->
                        tx.batch(
                                "INSERT INTO sample.thing (id, name) VALUES (?, ?)"
                                        + " ON CONFLICT DO NOTHING",
                                rows));

        assertThat(inserted).isEqualTo(500);
        assertThat(again).isZero();
        assertThat(count("name = 'batch'")).isEqualTo(500);
        assertThat(database.<Integer>transaction(tx -> tx.batch("never parsed", List.of())))
                .isZero();
    }

    @Test
    void copiesAndStreamsManyRows() {
        StringBuilder csv = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            csv.append(10_000 + i).append(",copied\n");
        }

        long read =
                database.transaction(tx ->
                        tx.copyIn(
                                "COPY sample.thing (id, name) FROM STDIN (FORMAT csv)",
                                ByteBuffer.wrap(csv.toString().getBytes(StandardCharsets.UTF_8))));
        List<Integer> ids = new ArrayList<>();
        database.read(tx -> {
            tx.each(
                    row -> row.getInt(1),
                    ids::add,
                    "SELECT id FROM sample.thing WHERE name = ? ORDER BY id",
                    "copied");
            return ids;
        });

        assertThat(read).isEqualTo(5_000);
        assertThat(ids).hasSize(5_000).startsWith(10_000).endsWith(14_999);
    }

    @Test
    void copiesManyRowsOutAndCanBeLeftHalfWay() {
        List<String> rows = new ArrayList<>();
        String sql = "COPY (SELECT n, n * n FROM generate_series(1, 3) n) TO STDOUT";

        database.read(tx -> {
            tx.copyOut(sql, row -> rows.add(new String(row, StandardCharsets.UTF_8)));
            assertThatThrownBy(() ->
                            tx.copyOut(
                                    sql.replace("3", "40000"),
                                    _ -> {
                                        throw new IllegalStateException("enough");
                                    }))
                    .isInstanceOf(IllegalStateException.class);
            return tx.one(row -> row.getInt(1), "SELECT 1");
        });

        assertThat(rows).containsExactly("1\t1\n", "2\t4\n", "3\t9\n");
    }

    @Test
    void healsAfterPostgresRestartsUnderIt() {
        try (TestPostgres postgres = TestPostgres.separate();
                TestDatabase own = postgres.database("sample")) {
            Database app = own.open();
            app.inTransaction(tx -> tx.execute("INSERT INTO sample.note VALUES ('kept')"));

            postgres.stop();
            assertThatThrownBy(() ->
                            app.inTransaction(
                                    tx -> tx.execute("INSERT INTO sample.note VALUES ('lost')")))
                    .isInstanceOfSatisfying(
                            Unavailable.class,
                            away -> assertThat(away.what()).isEqualTo("postgres"));
            assertThat(app.reachable()).isFalse();

            postgres.start();
            // Each try waits for a connection as long as the pool's patience.
            boolean back = false;
            for (int tries = 0; tries < 5 && !back; tries++) {
                back = app.reachable();
            }
            assertThat(back).isTrue();
            List<String> notes =
                    app.read(tx -> tx.list(row -> row.getString(1), "SELECT * FROM sample.note"));
            assertThat(notes).containsExactly("kept");
        }
    }

    /** A server that hangs cannot be told from one that takes long: what is long says so. */
    @Test
    void aStatementWithoutAnAnswerIsGivenUpUnlessItMayTakeItsTime() {
        DatabaseConfig usual = server.app();
        DatabaseConfig impatient =
                new DatabaseConfig(
                        usual.jdbcUrl(),
                        usual.user(),
                        usual.password(),
                        2,
                        usual.patience(),
                        Duration.ofSeconds(1));
        List<Integer> rows = new ArrayList<>();
        try (Database hurried = Database.open(impatient)) {
            assertThatThrownBy(() ->
                            hurried.read(
                                    tx -> tx.one(row -> row.getInt(1), "SELECT 1, pg_sleep(60)")))
                    .isInstanceOf(Unavailable.class);

            hurried.inTransaction(
                    tx -> tx.each(row -> row.getInt(1), rows::add, "SELECT 2, pg_sleep(1.5)"));
            hurried.inTransaction(tx -> {
                tx.takesTime();
                tx.one(row -> row.getInt(1), "SELECT 3, pg_sleep(1.5)").ifPresent(rows::add);
            });
            // The pool hands the same connection out again, as hurried as before.
            assertThatThrownBy(() ->
                            hurried.read(
                                    tx -> tx.one(row -> row.getInt(1), "SELECT 4, pg_sleep(60)")))
                    .isInstanceOf(Unavailable.class);
        }
        assertThat(rows).containsExactly(2, 3);
    }

    @Test
    void opensWhilePostgresIsAway() {
        try (TestPostgres postgres = TestPostgres.separate();
                TestDatabase own = postgres.database("sample")) {
            postgres.stop();
            Database app = own.open();

            assertThat(app.reachable()).isFalse();
        }
    }

    private void insert(@Nullable Object... row) {
        database.inTransaction(tx ->
                tx.execute(
                        "INSERT INTO sample.thing VALUES (?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?)", row));
    }

    private long count(String condition) {
        return database.read(tx ->
                        tx.one(
                                row -> row.getLong(1),
                                "SELECT count(*) FROM sample.thing WHERE " + condition))
                .orElseThrow();
    }

    private static List<@Nullable Object> columns(ResultSet row) throws SQLException {
        List<@Nullable Object> columns = new ArrayList<>();
        columns.add(row.getInt("id"));
        columns.add(row.getString("name"));
        columns.add(row.getTimestamp("at") == null ? null : row.getTimestamp("at").toInstant());
        columns.add(row.getObject("key"));
        columns.add(row.getBytes("bytes"));
        columns.add(row.getArray("tags") == null ? null : row.getArray("tags").getArray());
        columns.add(row.getString("json"));
        columns.add(row.getBigDecimal("amount"));
        columns.add(row.getBoolean("flag"));
        return columns;
    }
}
