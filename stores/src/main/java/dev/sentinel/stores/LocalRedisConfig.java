package dev.sentinel.stores;

import java.nio.file.Path;
import java.util.List;

/**
 * One Redis of our own.
 *
 * @param directory of its files; made when it is not there
 * @param port on loopback
 * @param options of {@code redis.conf}, as on the command line
 */
public record LocalRedisConfig(Path directory, int port, List<String> options) {
    public LocalRedisConfig {
        directory = directory.toAbsolutePath();
        options = List.copyOf(options);
    }

    /**
     * For data that may be lost: tests. Has many numbered databases, so that each may have its own.
     */
    public static LocalRedisConfig throwAway(Path directory, int port) {
        return new LocalRedisConfig(
                directory,
                port,
                List.of("--save", "", "--appendonly", "no", "--databases", "10000"));
    }

    /** For data that lasts: at most the last second is lost with the machine. */
    public static LocalRedisConfig durable(Path directory, int port) {
        return new LocalRedisConfig(
                directory,
                port,
                List.of("--save", "", "--appendonly", "yes", "--appendfsync", "everysec"));
    }
}
