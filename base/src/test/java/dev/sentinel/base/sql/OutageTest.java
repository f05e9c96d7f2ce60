package dev.sentinel.base.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PostgreSQL Appendix A. */
class OutageTest {
    private static Throwable wrapped(SQLException cause) {
        return new IllegalStateException(cause);
    }

    @ParameterizedTest
    @ValueSource(strings = {"08001", "08006", "57P01", "53300"})
    void aServerThatIsAwayIsAnOutage(String state) {
        assertThat(Outage.isCauseOf(wrapped(new SQLException("away", state)))).isTrue();
    }

    @Test
    void anEmptyPoolIsAnOutage() {
        assertThat(Outage.isCauseOf(wrapped(new SQLTransientConnectionException("none")))).isTrue();
    }

    @Test
    void aWaitThatWasCalledOffIsAnOutageAndNotABug() {
        SQLException calledOff =
                new SQLException("interrupted", new InterruptedException("closing"));

        assertThat(Outage.isCauseOf(wrapped(calledOff))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"42601", "23505"})
    void aStatementThatIsWrongIsABug(String state) {
        assertThat(Outage.isCauseOf(wrapped(new SQLException("wrong", state)))).isFalse();
    }
}
