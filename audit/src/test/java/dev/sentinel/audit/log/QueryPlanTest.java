package dev.sentinel.audit.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.audit.testing.TestLog;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.DatabaseConfig;
import org.junit.jupiter.api.Test;

class QueryPlanTest {
    // After five executions PostgreSQL weighs a plan for everybody.
    private static final int OFTEN = 12;

    /**
     * A plan for everybody expects few events of each agent, and sorts all that there are: with ten
     * million events the last page of the busiest agent took seven times as long.
     */
    @Test
    void whatLiesDeepIsNotPlannedForEverybody() {
        try (TestLog platform = new TestLog()) {
            platform.log.commit(TestLog.created("invoice-bot"));
            DatabaseConfig usual = platform.stores.app();
            DatabaseConfig one =
                    new DatabaseConfig(
                            usual.jdbcUrl(), usual.user(), usual.password(), 1, usual.patience());
            try (Database database = Database.open(one)) {
                AuditQueries queries = new AuditQueries(database);
                AuditQuery alices = AuditQuery.all("acme").of("alice");
                for (int i = 0; i < OFTEN; i++) {
                    assertThat(queries.find(alices, 9_980, 20).entries()).isEmpty();
                    assertThat(queries.next(alices, 1_000)).hasSize(1);
                }

                assertThat(plans(database, "custom_plans")).isGreaterThanOrEqualTo(2 * OFTEN);
                assertThat(plans(database, "generic_plans")).isZero();
            }
        }
    }

    /** Of the queries that walk lanes, on the one connection there is. */
    private static long plans(Database database, String kind) {
        return database.read(tx ->
                        tx.one(
                                row -> row.getLong(1),
                                "SELECT coalesce(sum("
                                        + kind
                                        + "), 0) FROM pg_prepared_statements"
                                        + " WHERE statement LIKE ?",
                                "%AS walked%"))
                .orElseThrow();
    }
}
