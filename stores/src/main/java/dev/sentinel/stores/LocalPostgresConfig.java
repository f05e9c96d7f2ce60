package dev.sentinel.stores;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One PostgreSQL of our own.
 *
 * @param data the directory of its files; made when it is not there
 * @param port on loopback
 * @param password of the superuser {@code postgres}; counts when the files are made
 * @param settings of {@code postgresql.conf}, by name
 */
public record LocalPostgresConfig(
        Path data, int port, String password, Map<String, String> settings) {
    public static final String SUPERUSER = "postgres";

    public LocalPostgresConfig {
        data = data.toAbsolutePath();
        settings = Map.copyOf(settings);
    }

    /** For data that may be lost with the machine: tests. Several times faster. */
    public static LocalPostgresConfig throwAway(Path data, int port) {
        return new LocalPostgresConfig(
                data,
                port,
                "postgres",
                Map.of(
                        "fsync", "off",
                        "synchronous_commit", "off",
                        "full_page_writes", "off",
                        "autovacuum", "off",
                        "max_connections", "300",
                        "shared_buffers", "64MB",
                        "wal_level", "minimal",
                        "max_wal_senders", "0",
                        "jit", "off"));
    }

    /** For data that lasts, on a laptop: durable, few checkpoints, little memory. */
    public static LocalPostgresConfig durable(Path data, int port, String password) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("max_connections", "100");
        settings.put("shared_buffers", "256MB");
        settings.put("max_wal_size", "2GB");
        settings.put("checkpoint_timeout", "15min");
        settings.put("wal_compression", "on");
        settings.put("wal_level", "minimal");
        settings.put("max_wal_senders", "0");
        settings.put("random_page_cost", "1.1");
        settings.put("jit", "off");
        settings.put("log_min_duration_statement", "500ms");
        return new LocalPostgresConfig(data, port, password, settings);
    }
}
