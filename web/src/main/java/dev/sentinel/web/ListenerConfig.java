package dev.sentinel.web;

import java.time.Duration;
import java.util.Optional;

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
 * @param tls speaks TLS, and HTTP/2 there; empty: plain HTTP/1
 * @param certificateProxies who ends TLS in front of this listener: they alone are believed when
 *     they say which certificate a client has shown (RFC 9440)
 * @param edge what it does for being seen from outside
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
        Duration bodyTimeout,
        Optional<ListenerTls> tls,
        Networks certificateProxies,
        EdgePolicy edge) {

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

    /** Plain HTTP, with limits of its own. */
    public ListenerConfig(
            String name,
            String host,
            int port,
            Dialect dialect,
            int maxConcurrent,
            int maxConnections,
            Duration headTimeout,
            Duration idleTimeout,
            Duration bodyTimeout) {
        this(
                name,
                host,
                port,
                dialect,
                maxConcurrent,
                maxConnections,
                headTimeout,
                idleTimeout,
                bodyTimeout,
                Optional.empty(),
                Networks.NONE,
                EdgePolicy.inside());
    }

    /** Over TLS, and believing proxies about the certificates of clients. */
    public ListenerConfig certified(Optional<ListenerTls> transport, Networks proxies) {
        return new ListenerConfig(
                name,
                host,
                port,
                dialect,
                maxConcurrent,
                maxConnections,
                headTimeout,
                idleTimeout,
                bodyTimeout,
                transport,
                proxies,
                edge);
    }

    /** The same listener, seen from outside. */
    public ListenerConfig facing(EdgePolicy policy) {
        return new ListenerConfig(
                name,
                host,
                port,
                dialect,
                maxConcurrent,
                maxConnections,
                headTimeout,
                idleTimeout,
                bodyTimeout,
                tls,
                certificateProxies,
                policy);
    }
}
