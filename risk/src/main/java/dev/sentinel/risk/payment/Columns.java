package dev.sentinel.risk.payment;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Many rows as one text array per column: one statement, {@code unnest}ed, writes a whole batch in
 * one round trip and one plan.
 */
public final class Columns {
    private Columns() {}

    /** One column of all rows. */
    public static <T> String[] text(List<T> rows, Function<T, String> value) {
        return rows.stream().map(value).toArray(String[]::new);
    }

    /** One column of all rows; an empty value is NULL. */
    @SuppressWarnings("NullAway") // JDBC arrays hold null for NULL
    public static <T> String[] optional(List<T> rows, Function<T, Optional<String>> value) {
        @Nullable String[] column = new @Nullable String[rows.size()];
        for (int i = 0; i < column.length; i++) {
            column[i] = value.apply(rows.get(i)).orElse(null);
        }
        return column;
    }

    /** A decimal as SQL reads it, with every digit and no exponent. */
    public static String plain(BigDecimal value) {
        return value.toPlainString();
    }
}
