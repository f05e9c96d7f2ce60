package dev.sentinel.web;

import java.time.Duration;

/**
 * One listener.
 *
 * @param name as it stands in logs and metrics, such as {@code identity}
 * @param port 0 for any free one
 * @param dialect for refusals before a route has matched
 * @param maxConcurrent blocking requests at once; further ones get 503
 * @param idleTimeout a connection on which nothing happens for so long is closed
 * @param bodyTimeout a body must have arrived within so long
 */
public record ListenerConfig(
        String name,
        String host,
        int port,
        Dialect dialect,
        int maxConcurrent,
        Duration idleTimeout,
        Duration bodyTimeout) {

    public ListenerConfig(String name, String host, int port, Dialect dialect) {
        this(name, host, port, dialect, 1_024, Duration.ofSeconds(75), Duration.ofSeconds(30));
    }
}
