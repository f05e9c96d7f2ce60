package dev.sentinel.bench.gateway;

import dev.sentinel.bench.Figure;
import dev.sentinel.bench.load.PacedLoop;
import dev.sentinel.bench.load.Reading;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the gateway adds to the time of an answer at half of the load that it can bear: the same
 * steady rate through it and to the upstream directly, in turns.
 */
final class AddedLatency {
    private static final String GROUP = "GET of 1 KiB of JSON at half load";
    private static final int ROUNDS = 5;
    private static final Duration WARM_UP = Duration.ofSeconds(30);
    private static final Duration ROUND = Duration.ofSeconds(6);

    private AddedLatency() {}

    /** Measures, in about two minutes. */
    static List<Figure> measure(Path home, Path stage, Consumer<String> progress)
            throws IOException, InterruptedException, GeneralSecurityException {
        try (Nginx upstream = Nginx.upstream(Program.find("nginx").orElseThrow(), stage);
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
            List<Reading> direct = new ArrayList<>();
            List<Reading> through = new ArrayList<>();
            paced(ours, token, half);
            for (int round = 1; round <= ROUNDS; round++) {
                progress.accept("round " + round + " of " + ROUNDS);
                direct.add(paced(upstream, token, half));
                through.add(paced(ours, token, half));
            }
            List<Figure> figures = new ArrayList<>();
            figures.add(new Figure(GROUP, "requests", half, "/s", "half of what it bears"));
            for (double percentile : new double[] {50, 90, 99}) {
                List<Double> without = micros(direct, percentile);
                List<Double> with = micros(through, percentile);
                String name = "p%.0f".formatted(percentile);
                figures.add(Figure.of(GROUP, name + " of the upstream", without, "µs", ""));
                figures.add(Figure.of(GROUP, name + " through the gateway", with, "µs", ""));
                figures.add(
                        new Figure(
                                GROUP,
                                name + " added",
                                Figure.median(with) - Figure.median(without),
                                "µs",
                                ""));
            }
            return figures;
        }
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
