package dev.sentinel.identity.access;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** How scopes stand in the rows of several tables: a column of their words. */
public final class ScopeRowStore {
    private ScopeRowStore() {}

    /** Those of a column that always holds some. */
    public static Set<Scope> scopes(ResultSet row, String column) throws SQLException {
        return some(row, column).orElseThrow();
    }

    /** Those of a column that is NULL where nothing was narrowed. */
    public static Optional<Set<Scope>> some(ResultSet row, String column) throws SQLException {
        Array words = row.getArray(column);
        return words == null
                ? Optional.empty()
                : Optional.of(Scope.known(Arrays.asList((String[]) words.getArray())));
    }
}
