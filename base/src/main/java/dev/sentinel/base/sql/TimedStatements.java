package dev.sentinel.base.sql;

import dev.sentinel.base.OperationTimes;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Set;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;

/** Tells how long each statement took, by its first word; never what it says. */
record TimedStatements(OperationTimes times) implements SqlLogger {
    private static final Set<String> WORDS = Set.of("select", "insert", "update", "delete", "with");
    private static final int LONGEST_WORD = 6;

    @Override
    public void logAfterExecution(StatementContext context) {
        tell(context);
    }

    @Override
    public void logException(StatementContext context, SQLException failure) {
        tell(context);
    }

    private void tell(StatementContext context) {
        times.took(
                operation(context.getRawSql()),
                Duration.ofNanos(context.getElapsedTime(ChronoUnit.NANOS)));
    }

    /** Few words, so that a label has few values. */
    static String operation(String sql) {
        int start = 0;
        while (start < sql.length() && Character.isWhitespace(sql.charAt(start))) {
            start++;
        }
        int end = start;
        while (end < sql.length()
                && end - start <= LONGEST_WORD
                && Character.isLetter(sql.charAt(end))) {
            end++;
        }
        String word = sql.substring(start, end).toLowerCase(Locale.ROOT);
        return WORDS.contains(word) ? word : "other";
    }
}
