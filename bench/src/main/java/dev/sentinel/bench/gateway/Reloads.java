package dev.sentinel.bench.gateway;

import dev.sentinel.bench.Figure;
import dev.sentinel.bench.load.ClosedLoop;
import dev.sentinel.bench.load.LoadPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Another registry every second, under full load, with streams open. */
final class Reloads {
    private static final String GROUP = "another registry every second, at full load";
    private static final int STREAMS = 50;
    private static final int RELOADS = 60;

    private Reloads() {}

    /** Measures, in a minute and a half. An error or a cut stream ends it. */
    static List<Figure> measure(Path home, Path stage, Consumer<String> progress)
            throws IOException, InterruptedException, GeneralSecurityException {
        try (StreamingUpstream upstream = new StreamingUpstream();
                Platform ours =
                        Platform.start(
                                home,
                                stage.resolve("sentinel"),
                                Services.streaming(upstream.payload()),
                                1)) {
            String token = ours.token(0);
            AtomicInteger cut = new AtomicInteger();
            List<OpenStream> open = new ArrayList<>();
            try {
                for (int i = 0; i < STREAMS; i++) {
                    OpenStream stream =
                            new OpenStream(
                                    ours.address(),
                                    OpenStream.request(ours, "/events", token, ""),
                                    0);
                    open.add(stream);
                    Thread.ofVirtual()
                            .start(() -> {
                                stream.ended();
                                cut.incrementAndGet();
                            });
                }
                progress.accept("a minute of load, a reload each second");
                byte[] request = Round.request(ours, token);
                AtomicInteger reloads = new AtomicInteger();
                long[] answers = {0};
                new ClosedLoop(
                                new LoadPlan(
                                        ours.address(),
                                        _ -> request,
                                        Round.CONNECTIONS,
                                        Duration.ofSeconds(10),
                                        Duration.ofSeconds(1),
                                        RELOADS,
                                        50_000_000))
                        .run(so -> {
                            answers[0] = so;
                            // The load would have ended with the first refused request.
                            ours.register(
                                    reloads.getAndIncrement() % 2 == 0
                                            ? Services.streamingAnd(upstream.payload())
                                            : Services.streaming(upstream.payload()));
                        });
                int ended = cut.get();
                return List.of(
                        new Figure(GROUP, "reloads", reloads.get(), "", ""),
                        new Figure(GROUP, "answers", answers[0], "", ""),
                        new Figure(GROUP, "errors", 0, "", "0"),
                        new Figure(GROUP, "streams cut", ended, "", "0"));
            } finally {
                open.forEach(OpenStream::close);
            }
        }
    }
}
