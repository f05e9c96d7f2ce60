package dev.sentinel.bench.gateway;

import dev.sentinel.bench.Figure;
import dev.sentinel.bench.load.ClosedLoop;
import dev.sentinel.bench.load.LoadPlan;
import dev.sentinel.bench.load.Reading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One peer under the load for some seconds.
 *
 * @param micros processor time for each answer, the median of the slices
 */
record Round(double micros, double perSecond, double p50, double p99) {
    static final int CONNECTIONS = 64;
    private static final Duration SLICE = Duration.ofSeconds(1);
    private static final long MOST = 20_000_000;

    /** Loads it by kept connections that each ask again when they are answered. */
    static Round of(Peer peer, String token, Duration warmUp, int slices)
            throws IOException, InterruptedException {
        byte[] request = request(peer, token);
        LoadPlan plan =
                new LoadPlan(
                        peer.address(), _ -> request, CONNECTIONS, warmUp, SLICE, slices, MOST);
        List<Mark> marks = new ArrayList<>();
        Reading reading =
                new ClosedLoop(plan)
                        .run(answers ->
                                marks.add(
                                        new Mark(
                                                answers,
                                                System.nanoTime(),
                                                peer.processorMicros())));
        List<Double> micros = new ArrayList<>();
        List<Double> perSecond = new ArrayList<>();
        for (int i = 1; i < marks.size(); i++) {
            Mark from = marks.get(i - 1);
            Mark to = marks.get(i);
            double answers = Math.max(1, to.answers - from.answers);
            micros.add((to.micros - from.micros) / answers);
            perSecond.add(answers * 1e9 / (to.nanos - from.nanos));
        }
        return new Round(
                Figure.median(micros),
                Figure.median(perSecond),
                reading.micros(50),
                reading.micros(99));
    }

    static byte[] request(Peer peer, String token) {
        return "GET %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nAccept: application/json\r\n\r\n"
                .formatted(peer.payload().getPath(), peer.payload().getAuthority(), token)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private record Mark(long answers, long nanos, long micros) {}
}
