package dev.sentinel.bench.gateway;

import dev.sentinel.bench.Figure;
import dev.sentinel.bench.load.PacedLoop;
import dev.sentinel.bench.load.Reading;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Honest callers at a steady rate while others send tokens with bad signatures as fast as they can,
 * each a new one, so that none is known.
 */
final class Flood {
    private static final String GROUP = "honest calls beside a flood of bad signatures";
    private static final int FLOODERS = 32;
    private static final Duration TIME = Duration.ofSeconds(15);

    private final Peer ours;
    private final String token;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicLong refused = new AtomicLong();

    private Flood(Peer ours, String token) {
        this.ours = ours;
        this.token = token;
    }

    /** Measures, in a minute and a half. */
    static List<Figure> measure(Path home, Path stage, Consumer<String> progress)
            throws IOException, InterruptedException, GeneralSecurityException {
        try (Peer upstream = Nginx.upstream(Program.find("nginx").orElseThrow(), stage);
                Platform ours =
                        Platform.start(
                                home,
                                stage.resolve("sentinel"),
                                Services.of(upstream.payload()),
                                1)) {
            String token = ours.token(0);
            progress.accept("warming up, and finding full load");
            Round.of(ours, token, Duration.ofSeconds(30), 1);
            double rate = Round.of(ours, token, Duration.ofSeconds(1), 5).perSecond() / 4;
            Flood flood = new Flood(ours, token);
            progress.accept("honest calls alone");
            Reading alone = flood.honest(rate);
            progress.accept("honest calls beside the flood");
            List<Thread> flooders = new ArrayList<>();
            for (int i = 0; i < FLOODERS; i++) {
                flooders.add(Thread.ofPlatform().daemon().start(flood::flood));
            }
            Reading beside = flood.honest(rate);
            flood.stopped.set(true);
            for (Thread flooder : flooders) {
                flooder.join();
            }
            double offered = rate * TIME.toSeconds();
            return List.of(
                    new Figure(GROUP, "honest calls offered", rate, "/s", "a quarter of full load"),
                    new Figure(
                            GROUP,
                            "bad tokens refused",
                            flood.refused.get() / (double) TIME.toSeconds(),
                            "/s",
                            ""),
                    new Figure(GROUP, "within 1 s, alone", within(alone) / offered, "", "1"),
                    new Figure(
                            GROUP,
                            "within 1 s, beside the flood",
                            within(beside) / offered,
                            "",
                            "0.8 at least"),
                    new Figure(GROUP, "p99, alone", alone.micros(99), "µs", ""),
                    new Figure(GROUP, "p99, beside the flood", beside.micros(99), "µs", ""));
        }
    }

    private Reading honest(double rate) throws IOException, InterruptedException {
        return new PacedLoop(
                        ours.address(),
                        Round.request(ours, token),
                        Round.CONNECTIONS / 2,
                        rate,
                        TIME)
                .run();
    }

    private static double within(Reading reading) {
        return reading.nanos().getCountBetweenValues(0, Duration.ofSeconds(1).toNanos());
    }

    private void flood() {
        String signed = token.substring(0, token.lastIndexOf('.') + 1);
        int signature = token.length() - signed.length();
        byte[] answer = new byte[8_192];
        try (Socket socket = new Socket(ours.address().getAddress(), ours.address().getPort())) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            while (!stopped.get()) {
                socket.getOutputStream().write(Round.request(ours, signed + garbage(signature)));
                int read = in.read(answer);
                if (read < 0) {
                    return;
                }
                if (new String(answer, 0, read, StandardCharsets.ISO_8859_1)
                        .startsWith("HTTP/1.1 401")) {
                    refused.incrementAndGet();
                }
            }
        } catch (IOException _) {
            // The gateway may close on those who go too far.
        }
    }

    private static String garbage(int length) {
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        StringBuilder text = new StringBuilder(length);
        // The last one is of few bits only.
        for (int i = 0; i < length - 1; i++) {
            text.append(letters.charAt(ThreadLocalRandom.current().nextInt(64)));
        }
        return text.append('A').toString();
    }
}
