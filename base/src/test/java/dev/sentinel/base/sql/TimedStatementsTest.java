package dev.sentinel.base.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimedStatementsTest {

    /** Whatever a statement says, its label is one of a few words. */
    @ParameterizedTest
    @CsvSource({
        "'SELECT 1', select",
        "'  with x AS (SELECT 1) SELECT 2', with",
        "'INSERT INTO t VALUES (1)', insert",
        "'UPDATE t SET a = 1', update",
        "'DELETE FROM t', delete",
        "'selection', other",
        "'LOCK TABLE t', other",
        "'', other",
    })
    void namesAStatementByItsFirstWord(String sql, String operation) {
        assertThat(TimedStatements.operation(sql)).isEqualTo(operation);
    }
}
