package dev.sentinel.base.sql;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/** Tells a database that is away from a statement that is wrong. */
final class Outage {
    private Outage() {}

    /**
     * Whether the first {@link SQLException} among the causes says that the server is away, or that
     * the wait for a connection was called off, which is no fault of the statement either.
     */
    static boolean isCauseOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return isOutage(sql);
            }
        }
        return false;
    }

    /**
     * An empty pool, classes 08 (connection) and 57P (shutdown), 53300 (too many connections).
     *
     * <p>PostgreSQL Appendix A, error codes.
     */
    private static boolean isOutage(SQLException failure) {
        if (failure instanceof SQLTransientConnectionException
                || failure.getCause() instanceof InterruptedException) {
            return true;
        }
        String state = failure.getSQLState();
        return state != null
                && (state.startsWith("08") || state.startsWith("57P") || state.equals("53300"));
    }
}
