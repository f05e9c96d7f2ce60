package dev.sentinel.bench.gateway;

import dev.sentinel.bench.Figure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What counting a call costs: one route without a limit and one with, of the same gateway. */
final class LimitedCalls {
    private static final String GROUP =
            "GET of 1 KiB of JSON, 64 kept connections, with a limit for each agent and without";
    private static final int ROUNDS = 5;
    private static final int SLICES = 3;
    private static final Duration SETTLING = Duration.ofSeconds(1);
    private static final Duration WARM_UP = Duration.ofSeconds(25);

    private LimitedCalls() {}

    /** The same gateway, asked on its route with a limit. */
    private record Limited(Platform platform) implements Peer {
        @Override
        public String name() {
            return "with a limit";
        }

        @Override
        public URI payload() {
            return platform.payload().resolve("/limited/payload");
        }

        @Override
        public long processorMicros() throws IOException {
            return platform.processorMicros();
        }

        @Override
        public void close() {
            platform.close();
        }
    }

    /** Measures, in about two minutes. */
    static List<Figure> measure(Path home, Path stage, Consumer<String> progress)
            throws IOException, InterruptedException, GeneralSecurityException {
        try (Peer upstream = Nginx.upstream(Program.find("nginx").orElseThrow(), stage);
                Platform ours =
                        Platform.start(
                                home,
                                stage.resolve("sentinel"),
                                Services.limited(upstream.payload()),
                                1)) {
            String token = ours.token(0);
            Limited limited = new Limited(ours);
            progress.accept("warming up");
            Round.of(ours, token, WARM_UP, 1);
            Round.of(limited, token, WARM_UP, 1);
            List<Round> without = new ArrayList<>();
            List<Round> with = new ArrayList<>();
            for (int round = 1; round <= ROUNDS; round++) {
                progress.accept("round " + round + " of " + ROUNDS);
                without.add(Round.of(ours, token, SETTLING, SLICES));
                with.add(Round.of(limited, token, SETTLING, SLICES));
            }
            return figures(without, with);
        }
    }

    private static List<Figure> figures(List<Round> without, List<Round> with) {
        List<Double> free = without.stream().map(Round::micros).toList();
        List<Double> counted = with.stream().map(Round::micros).toList();
        return List.of(
                Figure.of(GROUP, "processor time without a limit", free, "µs", ""),
                Figure.of(GROUP, "processor time with a limit", counted, "µs", ""),
                new Figure(
                        GROUP,
                        "counting",
                        Figure.median(counted) - Figure.median(free),
                        "µs",
                        "processor time without a limit"),
                Figure.of(
                        GROUP,
                        "answers without a limit",
                        without.stream().map(Round::perSecond).toList(),
                        "/s",
                        ""),
                Figure.of(
                        GROUP,
                        "answers with a limit",
                        with.stream().map(Round::perSecond).toList(),
                        "/s",
                        ""));
    }
}
