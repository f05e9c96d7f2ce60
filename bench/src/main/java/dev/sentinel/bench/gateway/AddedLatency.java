package dev.sentinel.bench.gateway;

import dev.sentinel.bench.Figure;
import dev.sentinel.bench.load.PacedLoop;
import dev.sentinel.bench.load.Reading;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What the gateway adds to the time of an answer at half of the load that it can bear: the same
 * steady rate through it, to the upstream directly and, to tell the machine's part from ours,
 * through nginx, in turns.
 */
final class AddedLatency {
    private static final String GROUP = "GET of 1 KiB of JSON at half load";
    private static final int ROUNDS = 5;
    private static final Duration WARM_UP = Duration.ofSeconds(30);
    private static final Duration ROUND = Duration.ofSeconds(6);

    private AddedLatency() {}

    /** Measures, in about three minutes. */
    static List<Figure> measure(Path home, Path stage, Consumer<String> progress)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path nginx = Program.find("nginx").orElseThrow();
        try (Peer upstream = Nginx.upstream(nginx, stage);
                Peer proxy = Nginx.proxy(nginx, stage, upstream.payload());
                Platform ours =
                        Platform.start(
                                home,
                                stage.resolve("sentinel"),
                                Services.of(upstream.payload()),
                                1)) {
            String token = ours.token(0);
            progress.accept("warming up, and finding full load");
            Round.of(ours, token, WARM_UP, 1);
            double half = Round.of(ours, token, Duration.ofSeconds(1), 5).perSecond() / 2;
            Map<Peer, List<Reading>> all = new LinkedHashMap<>();
            for (Peer peer : List.of(upstream, ours, proxy)) {
                all.put(peer, new ArrayList<>());
                paced(peer, token, half);
            }
            for (int round = 1; round <= ROUNDS; round++) {
                progress.accept("round " + round + " of " + ROUNDS);
                for (Map.Entry<Peer, List<Reading>> each : all.entrySet()) {
                    each.getValue().add(paced(each.getKey(), token, half));
                }
            }
            List<Figure> figures = new ArrayList<>();
            figures.add(new Figure(GROUP, "requests", half, "/s", "half of what it bears"));
            for (double percentile : new double[] {50, 90, 99}) {
                figures.addAll(figures(percentile, all));
            }
            return figures;
        }
    }

    /** One percentile of each peer, and what those behind the first add to its. */
    private static List<Figure> figures(double percentile, Map<Peer, List<Reading>> all) {
        List<Figure> figures = new ArrayList<>();
        double direct = -1;
        for (Map.Entry<Peer, List<Reading>> each : all.entrySet()) {
            String name = "p%.0f of %s".formatted(percentile, each.getKey().name());
            List<Double> times = micros(each.getValue(), percentile);
            figures.add(Figure.of(GROUP, name, times, "µs", ""));
            if (direct < 0) {
                direct = Figure.median(times);
            } else {
                figures.add(
                        new Figure(
                                GROUP, name + ", added", Figure.median(times) - direct, "µs", ""));
            }
        }
        return figures;
    }

    private static Reading paced(Peer peer, String token, double perSecond)
            throws IOException, InterruptedException {
        return new PacedLoop(
                        peer.address(),
                        Round.request(peer, token),
                        Round.CONNECTIONS / 2,
                        perSecond,
                        ROUND)
                .run();
    }

    private static List<Double> micros(List<Reading> readings, double percentile) {
        return readings.stream().map(each -> each.micros(percentile)).toList();
    }
}
