package dev.sentinel.audit.verify;

import dev.sentinel.audit.sequencer.Tile;
import dev.sentinel.base.Unavailable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Asks a server for a log (C2SP tlog-tiles). */
public final class LogClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);
    private static final int MOST_PAUSES = 5;
    private static final int LARGEST = 256 * (65_535 + 2);

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final URI prefix;
    private final Optional<String> authorization;

    /**
     * @param prefix of the log, such as {@code http://localhost:9003/audit}
     * @param authorization the header that lets us read entries
     */
    public LogClient(URI prefix, Optional<String> authorization) {
        this.prefix = URI.create(prefix.toString().replaceAll("/+$", "") + "/");
        this.authorization = authorization;
    }

    /** Every way a server can answer that is no failure. */
    sealed interface Served {
        @SuppressWarnings("ArrayRecordComponent")
        record Bytes(byte[] bytes) implements Served {}

        /** There is no such thing in this log. */
        record Nothing() implements Served {}

        /** It was there, and is too old to be kept. */
        record Gone() implements Served {}
    }

    Optional<String> checkpoint() {
        return bytes(get("checkpoint")).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    Optional<byte[]> tile(int level, long n, int width) {
        return bytes(get("tile/" + level + "/" + path(n, width)));
    }

    Served entries(long n, int width) {
        return get("tile/entries/" + path(n, width));
    }

    @Override
    public void close() {
        http.close();
    }

    private static Optional<byte[]> bytes(Served served) {
        return switch (served) {
            case Served.Bytes(var bytes) -> Optional.of(bytes);
            case Served.Nothing _, Served.Gone _ -> Optional.empty();
        };
    }

    private Served get(String path) {
        HttpResponse<byte[]> answer = answer(path);
        for (int pauses = 0; answer.statusCode() == 429 && pauses < MOST_PAUSES; pauses++) {
            pause(path, answer);
            answer = answer(path);
        }
        return switch (answer.statusCode()) {
            case 200 -> new Served.Bytes(answer.body());
            case 404 -> new Served.Nothing();
            case 410 -> new Served.Gone();
            case 401, 403 ->
                    throw new IllegalStateException(
                            "%s%s is not shown to this caller: entries need the service key"
                                    .formatted(prefix, path));
            default -> throw new Unavailable(prefix + path, "it answered " + answer.statusCode());
        };
    }

    private HttpResponse<byte[]> answer(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(prefix.resolve(path)).timeout(PATIENCE).GET();
        authorization.ifPresent(value -> request.header("Authorization", value));
        try {
            return http.send(
                    request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST));
        } catch (IOException failure) {
            throw new Unavailable(prefix + path, failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Unavailable(prefix + path, interrupted);
        }
    }

    /** A long log needs more requests than a server allows in a minute: it says when to go on. */
    private void pause(String path, HttpResponse<byte[]> refusal) {
        long seconds =
                refusal.headers()
                        .firstValue("Retry-After")
                        .filter(value -> value.matches("[0-9]{1,4}"))
                        .map(Long::valueOf)
                        .orElse(1L);
        try {
            Thread.sleep(Duration.ofSeconds(Math.clamp(seconds, 1, LONGEST_PAUSE.toSeconds())));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Unavailable(prefix + path, interrupted);
        }
    }

    /** {@code x001/x234/067.p/5}: three digits a part. */
    static String path(long n, int width) {
        StringBuilder path = new StringBuilder("%03d".formatted(n % 1_000));
        for (long rest = n / 1_000; rest > 0; rest /= 1_000) {
            path.insert(0, "x%03d/".formatted(rest % 1_000));
        }
        return width == Tile.WIDTH ? path.toString() : path + ".p/" + width;
    }
}
