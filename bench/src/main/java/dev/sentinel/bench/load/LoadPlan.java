package dev.sentinel.bench.load;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.LongFunction;

/**
 * What one load does.
 *
 * @param request the bytes of a request, by its number from 0
 * @param warmUp runs before anything is counted
 * @param slice the time of one reading; figures are medians over the slices
 * @param mostRequests after which every connection stops, whatever the time
 */
public record LoadPlan(
        InetSocketAddress server,
        LongFunction<byte[]> request,
        int connections,
        Duration warmUp,
        Duration slice,
        int slices,
        long mostRequests) {

    private static final int MOST_CONNECTIONS = 64;

    public LoadPlan {
        if (!server.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException("load goes to loopback only, not to " + server);
        }
        if (connections < 1 || connections > MOST_CONNECTIONS || slices < 1) {
            throw new IllegalArgumentException("1 to 64 connections, and at least one slice");
        }
    }
}
