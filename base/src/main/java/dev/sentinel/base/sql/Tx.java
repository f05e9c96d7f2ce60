package dev.sentinel.base.sql;

import dev.sentinel.base.OperationTimes;
import dev.sentinel.base.Unavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.postgresql.util.ByteStreamWriter;

/**
 * One open transaction, passed first to everything that takes part in it.
 *
 * <p>Parameters are positional ({@code ?}). Accepted beside what JDBC takes: {@link Instant},
 * {@link Enum} (by name), {@link Optional} (empty is NULL) and {@code String[]} (text array). An
 * operator that contains a question mark is written with two ({@code ??}).
 */
public final class Tx {
    private static final Duration LONGEST = Duration.ofMinutes(20);

    private final Handle handle;
    private final OperationTimes times;

    Tx(Handle handle, OperationTimes times) {
        this.handle = handle;
        this.times = times;
    }

    /** The first row, if there is one. */
    public <T> Optional<T> one(RowMapper<T> mapper, String sql, @Nullable Object... args) {
        try (Query query = bound(handle.createQuery(sql), args)) {
            return query.map((row, _) -> mapper.map(row)).findFirst();
        }
    }

    /** All rows, in order. Only for queries whose size is bounded. */
    public <T> List<T> list(RowMapper<T> mapper, String sql, @Nullable Object... args) {
        try (Query query = bound(handle.createQuery(sql), args)) {
            return List.copyOf(query.map((row, _) -> mapper.map(row)).list());
        }
    }

    /**
     * Rows one by one, fetched in blocks: for results that do not fit into memory. It takes its
     * time.
     */
    public <T> void each(
            RowMapper<T> mapper, Consumer<T> consumer, String sql, @Nullable Object... args) {
        takesTime();
        try (Query query = bound(handle.createQuery(sql).setFetchSize(2_000), args)) {
            query.map((row, _) -> mapper.map(row)).forEach(consumer);
        }
    }

    /** Runs a statement and returns the number of rows it touched. */
    public int execute(String sql, @Nullable Object... args) {
        try (Update update = bound(handle.createUpdate(sql), args)) {
            return update.execute();
        }
    }

    /** Runs one statement for many rows in one round trip; returns the rows touched. */
    public int batch(String sql, List<@Nullable Object[]> rows) {
        if (rows.isEmpty()) {
            return 0;
        }
        try (PreparedBatch batch = handle.prepareBatch(sql)) {
            for (@Nullable Object[] row : rows) {
                bound(batch, row);
                batch.add();
            }
            int touched = 0;
            for (int count : batch.execute()) {
                touched += Math.max(count, 0);
            }
            return touched;
        }
    }

    /**
     * {@code COPY … FROM STDIN}: the fastest way in for many rows, in the format that the statement
     * names. Returns the rows read.
     */
    public long copyIn(String copySql, ByteBuffer data) {
        long from = System.nanoTime();
        try {
            return handle.getConnection()
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(copySql, ByteStreamWriter.of(data));
        } catch (SQLException failure) {
            throw new UnableToExecuteStatementException(failure, null);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } finally {
            times.took("copy", Duration.ofNanos(System.nanoTime() - from));
        }
    }

    /**
     * {@code COPY … TO STDOUT}: the fastest way out for many rows. The consumer gets what the
     * server sends, piece by piece: one row, in the format that the statement names. It takes its
     * time.
     */
    public void copyOut(String copySql, Consumer<byte[]> rows) {
        takesTime();
        try {
            CopyOut copy =
                    handle.getConnection().unwrap(PGConnection.class).getCopyAPI().copyOut(copySql);
            try {
                for (byte @Nullable [] row = copy.readFromCopy();
                        row != null;
                        row = copy.readFromCopy()) {
                    rows.accept(row);
                }
            } finally {
                // What a failing consumer leaves is read and dropped: cancelling could hit the
                // connection's next statement.
                while (copy.isActive() && copy.readFromCopy() != null) {}
            }
        } catch (SQLException failure) {
            throw new UnableToExecuteStatementException(failure, null);
        }
    }

    /**
     * Lets this transaction's statements take as long as reading very much may. The usual limit is
     * there for servers that hang, and would end an erasure or a count of a large log every time.
     */
    public void takesTime() {
        try {
            // The pool sets it back with the connection.
            handle.getConnection().setNetworkTimeout(Runnable::run, (int) LONGEST.toMillis());
        } catch (SQLException broken) {
            throw new Unavailable("postgres", broken);
        }
    }

    /** The connection itself, for what JDBC alone can do (notifications). */
    public Connection connection() {
        return handle.getConnection();
    }

    private <S extends SqlStatement<S>> S bound(S statement, @Nullable Object[] args) {
        for (int i = 0; i < args.length; i++) {
            bind(statement, i, args[i]);
        }
        return statement;
    }

    private <S extends SqlStatement<S>> void bind(
            S statement, int position, @Nullable Object value) {
        switch (value) {
            case Optional<?> optional -> bind(statement, position, optional.orElse(null));
            case Instant instant ->
                    // PostgreSQL keeps microseconds and rounds up: what is read back must not be
                    // later than what was written.
                    statement.bind(
                            position,
                            (Argument)
                                    (at, prepared, _) ->
                                            prepared.setObject(
                                                    at,
                                                    instant.truncatedTo(ChronoUnit.MICROS)
                                                            .atOffset(ZoneOffset.UTC)));
            case Timestamp timestamp -> bind(statement, position, timestamp.toInstant());
            case Enum<?> constant -> statement.bind(position, constant.name());
            case String[] texts ->
                    statement.bind(
                            position,
                            (Argument)
                                    (at, prepared, context) ->
                                            prepared.setArray(
                                                    at,
                                                    context.getConnection()
                                                            .createArrayOf("text", texts)));
            case null, default -> statement.bind(position, value);
        }
    }
}
