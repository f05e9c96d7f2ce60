package dev.sentinel.bench.gateway;

import dev.sentinel.bench.Figure;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A thousand event streams and fifty readers that hardly read: the memory of the gateway over time.
 */
final class Endurance {
    private static final String GROUP = "1,000 idle event streams and 50 slow readers";
    private static final int STREAMS = 1_000;
    private static final int SLOW = 50;
    private static final int SMALL_BUFFER = 4_096;
    private static final Duration BETWEEN = Duration.ofSeconds(10);

    private Endurance() {}

    /** Measures for so many minutes. */
    static List<Figure> measure(Path home, Path stage, int minutes, Consumer<String> progress)
            throws IOException, InterruptedException, GeneralSecurityException {
        try (StreamingUpstream upstream = new StreamingUpstream();
                Platform ours =
                        Platform.start(
                                home,
                                stage.resolve("sentinel"),
                                Services.streaming(upstream.payload()),
                                1)) {
            String token = ours.token(0);
            double before = ours.residentMebibytes();
            AtomicInteger cut = new AtomicInteger();
            List<OpenStream> open = new ArrayList<>();
            List<Figure> figures = new ArrayList<>();
            try {
                progress.accept(
                        "opening " + STREAMS + " event streams and " + SLOW + " slow readers");
                for (int i = 0; i < STREAMS; i++) {
                    OpenStream stream =
                            new OpenStream(
                                    ours.address(),
                                    OpenStream.request(ours, "/events", token, ""),
                                    0);
                    open.add(stream);
                    Thread.ofVirtual()
                            .start(() -> {
                                while (stream.read(1)) {
                                    // Idle, but read.
                                }
                                cut.incrementAndGet();
                            });
                }
                for (int i = 0; i < SLOW; i++) {
                    OpenStream stream =
                            new OpenStream(
                                    ours.address(),
                                    OpenStream.request(ours, "/flood", token, ""),
                                    SMALL_BUFFER);
                    open.add(stream);
                    Thread.ofVirtual().start(() -> crawl(stream));
                }
                figures.add(new Figure(GROUP, "resident before", before, "MiB", ""));
                List<Double> readings = new ArrayList<>();
                long end = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
                while (System.nanoTime() < end) {
                    TimeUnit.NANOSECONDS.sleep(BETWEEN.toNanos());
                    readings.add(ours.residentMebibytes());
                    progress.accept("resident: %.0f MiB".formatted(readings.getLast()));
                }
                int half = readings.size() / 2;
                figures.add(
                        Figure.of(
                                GROUP,
                                "resident, first half",
                                readings.subList(0, half),
                                "MiB",
                                ""));
                figures.add(
                        Figure.of(
                                GROUP,
                                "resident, second half",
                                readings.subList(half, readings.size()),
                                "MiB",
                                "the first half: no growth"));
                figures.add(new Figure(GROUP, "streams cut", cut.get(), "", "0"));
            } finally {
                open.forEach(OpenStream::close);
            }
            return figures;
        }
    }

    /** A kilobyte a second, of an answer that never waits. */
    private static void crawl(OpenStream stream) {
        try {
            while (stream.read(1_024)) {
                TimeUnit.SECONDS.sleep(1);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
