package dev.sentinel.base.sql;

import com.zaxxer.hikari.HikariDataSource;
import dev.sentinel.base.OperationTimes;
import dev.sentinel.base.Unavailable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

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
    private final OperationTimes times;

    private Database(HikariDataSource pool, OperationTimes times) {
        this.pool = pool;
        this.times = times;
        this.jdbi = Jdbi.create(pool);
        jdbi.setSqlLogger(new TimedStatements(times));
        // SQL is run as it stands: no <name> is a template.
        jdbi.getConfig(SqlStatements.class).setTemplateEngine(TemplateEngine.NOP);
    }

    /**
     * Makes a pool. It connects on the first transaction, which finds out whether the server is up.
     */
    public static Database open(DatabaseConfig config) {
        return open(config, OperationTimes.ignored());
    }

    /** As {@link #open(DatabaseConfig)}; each statement's time is told. */
    public static Database open(DatabaseConfig config, OperationTimes times) {
        // Made without a configuration it connects on first use.
        HikariDataSource hikari = new HikariDataSource();
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
        // A server that stops answering must not hold a caller; Tx.takesTime is for what is long.
        hikari.addDataSourceProperty(
                "socketTimeout", Long.toString(Math.max(1, config.answer().toSeconds())));
        hikari.addDataSourceProperty("tcpKeepAlive", "true");
        hikari.addDataSourceProperty("prepareThreshold", "1");
        // reWriteBatchedInserts stays off: with it a batch cannot tell how many rows it touched.
        return new Database(hikari, times);
    }

    /** Runs the work in one transaction and returns what it returns. */
    public <T> T transaction(Function<Tx, T> work) {
        return guarded(() -> jdbi.inTransaction(handle -> work.apply(new Tx(handle, times))));
    }

    /** Runs work that returns nothing in one transaction. */
    public void inTransaction(Consumer<Tx> work) {
        guarded(() -> {
            jdbi.useTransaction(handle -> work.accept(new Tx(handle, times)));
            return true;
        });
    }

    /** Runs reads in one read-only transaction. */
    public <T> T read(Function<Tx, T> work) {
        return guarded(() ->
                jdbi.withHandle(handle -> {
                    handle.setReadOnly(true);
                    try {
                        return handle.inTransaction(inner -> work.apply(new Tx(inner, times)));
                    } finally {
                        restoreWritable(handle);
                    }
                }));
    }

    /** Runs reads that all see the same state of the database, however long they take. */
    public <T> T snapshot(Function<Tx, T> work) {
        return guarded(() ->
                jdbi.withHandle(handle -> {
                    handle.setReadOnly(true);
                    try {
                        return handle.inTransaction(
                                TransactionIsolationLevel.REPEATABLE_READ,
                                inner -> {
                                    Tx tx = new Tx(inner, times);
                                    tx.takesTime();
                                    return work.apply(tx);
                                });
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

    private static <T> T guarded(Supplier<T> work) {
        try {
            return work.get();
        } catch (JdbiException failure) {
            if (Outage.isCauseOf(failure)) {
                throw new Unavailable("postgres", failure);
            }
            throw failure;
        }
    }
}
