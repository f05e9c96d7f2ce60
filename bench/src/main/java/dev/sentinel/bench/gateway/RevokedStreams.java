package dev.sentinel.bench.gateway;

import dev.sentinel.bench.Figure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * From the moment that somebody asks identity to revoke a token until the gateway refuses it, ends
 * its event stream and ends its WebSocket.
 */
final class RevokedStreams {
    private static final String GROUP = "from asking for a revocation, in another process";
    private static final int TOKENS = 200;
    private static final int WARM = 20;
    private static final String UPGRADE =
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    private final Platform ours;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Histogram refusals = new Histogram(3);
    private final Histogram events = new Histogram(3);
    private final Histogram sockets = new Histogram(3);

    private RevokedStreams(Platform ours) {
        this.ours = ours;
    }

    /** Measures, in about half a minute. */
    static List<Figure> measure(Path home, Path stage, Consumer<String> progress)
            throws IOException, InterruptedException, GeneralSecurityException {
        try (StreamingUpstream upstream = new StreamingUpstream();
                Platform platform =
                        Platform.start(
                                home,
                                stage.resolve("sentinel"),
                                Services.streaming(upstream.payload()),
                                TOKENS + WARM)) {
            RevokedStreams bench = new RevokedStreams(platform);
            for (int agent = 0; agent < TOKENS + WARM; agent++) {
                if (agent == WARM) {
                    bench.refusals.reset();
                    bench.events.reset();
                    bench.sockets.reset();
                    progress.accept(TOKENS + " tokens are revoked, one after the other");
                }
                bench.revoke(agent);
            }
            List<Figure> figures = new ArrayList<>();
            figures.addAll(figures("until a request is refused", bench.refusals));
            figures.addAll(figures("until the event stream ends", bench.events));
            figures.addAll(figures("until the WebSocket ends", bench.sockets));
            return figures;
        }
    }

    private void revoke(int agent) throws IOException, InterruptedException {
        String token = ours.token(agent);
        try (OpenStream stream = open("/events", token, "");
                OpenStream socket = open("/socket", token, UPGRADE)) {
            CompletableFuture<Long> streamEnd =
                    CompletableFuture.supplyAsync(stream::ended, Thread::startVirtualThread);
            CompletableFuture<Long> socketEnd =
                    CompletableFuture.supplyAsync(socket::ended, Thread::startVirtualThread);
            long begin = System.nanoTime();
            ours.revoke(token);
            URI payload = ours.payload();
            HttpRequest request =
                    HttpRequest.newBuilder(payload)
                            .header("Authorization", "Bearer " + token)
                            .build();
            while (http.send(request, BodyHandlers.discarding()).statusCode() != 401) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            refusals.recordValue(System.nanoTime() - begin);
            events.recordValue(streamEnd.get(10, TimeUnit.SECONDS) - begin);
            sockets.recordValue(socketEnd.get(10, TimeUnit.SECONDS) - begin);
        } catch (ExecutionException | TimeoutException failure) {
            throw new IOException("a stream did not end", failure);
        }
    }

    private OpenStream open(String path, String token, String more) throws IOException {
        return new OpenStream(ours.address(), OpenStream.request(ours, path, token, more), 0);
    }

    private static List<Figure> figures(String name, Histogram nanos) {
        return List.of(
                new Figure(GROUP, name + ", p50", nanos.getValueAtPercentile(50) / 1e6, "ms", ""),
                new Figure(
                        GROUP,
                        name + ", p99",
                        nanos.getValueAtPercentile(99) / 1e6,
                        "ms",
                        "200 ms"),
                new Figure(GROUP, name + ", most", nanos.getMaxValue() / 1e6, "ms", ""));
    }
}
