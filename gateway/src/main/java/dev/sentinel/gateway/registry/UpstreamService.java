package dev.sentinel.gateway.registry;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One service behind the gateway: where it is and how it is called, and its public routes.
 *
 * @param routes those below its own prefix, also the ones that another service answers
 */
public record UpstreamService(
        String name, Destination destination, ErrorShape errors, List<ServiceRoute> routes) {

    public UpstreamService {
        routes = List.copyOf(routes);
    }

    /**
     * Where a service is and how it is called. Two equal ones can share connections, so that a
     * reload which leaves a destination alone leaves its connections alone, too.
     *
     * @param mounting of its plain routes
     * @param credential name of the Basic credential to present; empty means none
     * @param retries how often a GET or HEAD of which nothing was answered is tried again: 0 or 1
     * @param streams how long event streams and WebSockets may be silent, and live
     */
    public record Destination(
            Origin origin,
            Mounting mounting,
            Optional<String> credential,
            ClientTls tls,
            Duration connectTimeout,
            int retries,
            Pool pool,
            Breaker breaker,
            Probe probe,
            Streams streams) {}

    /**
     * Connections to the service, and who waits for one when all are busy.
     *
     * @param connections most connections of one gateway process; its event loops share them evenly
     *     and have one each at least
     * @param waiting most calls that wait for a connection
     * @param patience how long such a call waits
     * @param websockets most WebSockets, which have connections of their own
     */
    public record Pool(int connections, int waiting, Duration patience, int websockets) {}

    /** Failures in a row that open the breaker, and how long it stays open before one probe. */
    public record Breaker(int failures, Duration open) {}

    /** The upstream's own health path, and how long an answer may take. */
    public record Probe(String path, Duration timeout) {}

    /** How long an event stream or a WebSocket may be silent, and how long it may live. */
    public record Streams(Duration idle, Duration lifetime) {}
}
