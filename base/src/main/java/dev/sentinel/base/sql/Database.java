package dev.sentinel.base.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sentinel.base.Unavailable;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.postgresql.util.PSQLState;

/**
 * PostgreSQL, seen as transactions.
 *
 * <p>A transaction commits when its work returns and rolls back when it throws. When the server is
 * away, a call fails with {@link Unavailable} after the configured patience; the pool heals by
 * itself when the server is back.
 */
public final class Database implements AutoCloseable {
    private final HikariDataSource pool;
    private final Jdbi jdbi;

    private Database(HikariDataSource pool) {
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
    }

    /** Opens a pool. The server need not be up yet: the first transaction finds out. */
    public static Database open(DatabaseConfig config) {
        HikariConfig hikari = new HikariConfig();
        hikari.setPoolName("sentinel");
        hikari.setJdbcUrl(config.jdbcUrl());
        hikari.setUsername(config.user());
        hikari.setPassword(config.password().expose());
        hikari.setMaximumPoolSize(config.poolSize());
        hikari.setMinimumIdle(Math.min(2, config.poolSize()));
        hikari.setConnectionTimeout(config.patience().toMillis());
        hikari.setValidationTimeout(Math.min(config.patience().toMillis(), 1_000));
        hikari.setInitializationFailTimeout(-1);
        hikari.setKeepaliveTime(30_000);
        hikari.addDataSourceProperty("ApplicationName", "sentinel");
        hikari.addDataSourceProperty("connectTimeout", "2");
        // A server that stops answering must not hold a thread for ever.
        hikari.addDataSourceProperty("socketTimeout", "60");
        hikari.addDataSourceProperty("tcpKeepAlive", "true");
        hikari.addDataSourceProperty("prepareThreshold", "1");
        hikari.addDataSourceProperty("reWriteBatchedInserts", "true");
        return new Database(new HikariDataSource(hikari));
    }

    /** Runs the work in one transaction and returns what it returns. */
    public <T> T transaction(Function<Tx, T> work) {
        return guarded(() -> jdbi.inTransaction(handle -> work.apply(new Tx(handle))));
    }

    /** Runs work that returns nothing in one transaction. */
    public void inTransaction(Consumer<Tx> work) {
        guarded(() -> {
            jdbi.useTransaction(handle -> work.accept(new Tx(handle)));
            return true;
        });
    }

    /** Runs reads in one read-only transaction. */
    public <T> T read(Function<Tx, T> work) {
        return guarded(() ->
                jdbi.withHandle(handle -> {
                    handle.setReadOnly(true);
                    try {
                        return handle.inTransaction(inner -> work.apply(new Tx(inner)));
                    } finally {
                        restoreWritable(handle);
                    }
                }));
    }

    /** Whether a connection can be had and answers now. */
    public boolean reachable() {
        try {
            return read(tx -> tx.one(row -> row.getInt(1), "SELECT 1").isPresent());
        } catch (Unavailable _) {
            return false;
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    private static void restoreWritable(Handle handle) {
        try {
            handle.setReadOnly(false);
        } catch (JdbiException _) {
            // The connection is broken: the pool throws it away, and the first error is the one to
            // tell.
        }
    }

    private <T> T guarded(Work<T> work) {
        try {
            return work.run();
        } catch (JdbiException failure) {
            Optional<SQLException> sql = sqlCause(failure);
            if (sql.isPresent() && isAway(sql.get())) {
                throw new Unavailable("postgres", failure);
            }
            throw failure;
        }
    }

    private static Optional<SQLException> sqlCause(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return Optional.of(sql);
            }
        }
        return Optional.empty();
    }

    /** Classes 08 (connection) and 57P (shutdown), 53300 (too many connections), an empty pool. */
    private static boolean isAway(SQLException failure) {
        String state = failure.getSQLState();
        return failure instanceof SQLTransientConnectionException
                || PSQLState.isConnectionError(state)
                || (state != null
                        && (state.startsWith("08")
                                || state.startsWith("57P")
                                || state.equals("53300")));
    }

    private interface Work<T> {
        T run();
    }
}
