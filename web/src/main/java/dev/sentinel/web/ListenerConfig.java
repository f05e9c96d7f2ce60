package dev.sentinel.web;

import java.time.Duration;

/**
 * One listener.
 *
 * @param name as it stands in logs and metrics, such as {@code identity}
 * @param port 0 for any free one
 * @param dialect for refusals before a route has matched
 * @param maxConcurrent blocking requests at once; further ones get 503
 * @param maxConnections open connections at once; further ones are closed at once
 * @param headTimeout the first request's head must have arrived within so long
 * @param idleTimeout a connection that brings no further request within so long is closed
 * @param bodyTimeout a body must have arrived within so long
 */
public record ListenerConfig(
        String name,
        String host,
        int port,
        Dialect dialect,
        int maxConcurrent,
        int maxConnections,
        Duration headTimeout,
        Duration idleTimeout,
        Duration bodyTimeout) {

    public ListenerConfig(String name, String host, int port, Dialect dialect) {
        this(
                name,
                host,
                port,
                dialect,
                1_024,
                16_384,
                Duration.ofSeconds(10),
                Duration.ofSeconds(75),
                Duration.ofSeconds(30));
    }
}
