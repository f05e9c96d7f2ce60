package dev.sentinel.gateway.registry;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One service behind the gateway.
 *
 * @param publicPrefix what the gateway takes off the front of the path, without a final slash
 * @param upstreamPrefix what it puts there instead
 * @param credential name of the Basic credential to present; empty means none
 * @param retries how often a GET or HEAD of which nothing was answered is tried again: 0 or 1
 */
public record UpstreamService(
        String name,
        Origin origin,
        String publicPrefix,
        String upstreamPrefix,
        Optional<String> credential,
        ErrorShape errors,
        Duration connectTimeout,
        int retries,
        Pool pool,
        Breaker breaker,
        Probe probe,
        List<ServiceRoute> routes) {

    public UpstreamService {
        routes = List.copyOf(routes);
    }

    /**
     * Connections to the service, and who waits for one when all are busy.
     *
     * @param connections most connections of one gateway process; its event loops share them evenly
     *     and have one each at least
     * @param waiting most calls that wait for a connection
     * @param patience how long such a call waits
     */
    public record Pool(int connections, int waiting, Duration patience) {}

    /** Failures in a row that open the breaker, and how long it stays open before one probe. */
    public record Breaker(int failures, Duration open) {}

    /** The upstream's own health path, and how long an answer may take. */
    public record Probe(String path, Duration timeout) {}
}
