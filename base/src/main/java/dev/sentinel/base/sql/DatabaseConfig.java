package dev.sentinel.base.sql;

import dev.sentinel.base.secret.Secret;
import java.time.Duration;

/**
 * Where PostgreSQL is and how many connections one process may hold.
 *
 * @param jdbcUrl {@code jdbc:postgresql://host:port/database}, without user and password
 * @param user the role that the program runs as; never a superuser
 * @param poolSize connections at most
 * @param patience how long a caller waits for a connection before it is told that the database is
 *     away
 * @param answer how long the server may leave a statement without an answer; then it counts as away
 */
public record DatabaseConfig(
        String jdbcUrl,
        String user,
        Secret password,
        int poolSize,
        Duration patience,
        Duration answer) {
    public static final int DEFAULT_POOL_SIZE = 16;
    public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(2);
    // Longer than any statement of a request takes, also behind a disk that is catching up.
    private static final Duration DEFAULT_ANSWER = Duration.ofSeconds(10);

    public DatabaseConfig(
            String jdbcUrl, String user, Secret password, int poolSize, Duration patience) {
        this(jdbcUrl, user, password, poolSize, patience, DEFAULT_ANSWER);
    }

    public DatabaseConfig(String jdbcUrl, String user, Secret password) {
        this(jdbcUrl, user, password, DEFAULT_POOL_SIZE, DEFAULT_PATIENCE);
    }
}
