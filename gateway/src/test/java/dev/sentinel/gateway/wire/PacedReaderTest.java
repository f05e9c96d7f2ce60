package dev.sentinel.gateway.wire;

import static dev.sentinel.gateway.wire.RunningGateway.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Who reads more than 16 KB a second keeps its connection, however many want one. */
class PacedReaderTest {
    private static final int LENGTH = 8 << 20;
    private static final int PIECE = 4 * 1024;
    private static final int PACED = 40 * PIECE;

    @Test
    void readerOfFiftyKilobytesASecondGetsItsFileWholeBesideAFullPool() throws Exception {
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            while (true) {
                                boolean large = connection.readMessage().contains("/large");
                                String body = large ? "x".repeat(LENGTH) : "ok";
                                connection.send(
                                        "HTTP/1.1 200 OK\r\nContent-Length: "
                                                + body.length()
                                                + "\r\n\r\n"
                                                + body);
                            }
                        });
                RunningGateway gateway =
                        new RunningGateway(
                                upstream.port(),
                                "pool: { connections: 2, waiting: 2, wait_ms: 100 }");
                Bytes client = gateway.connect()) {
            client.send(request("GET /v1/cases/large")).readHead();
            CompletableFuture<Integer> taken =
                    CompletableFuture.supplyAsync(() -> take(client), Thread::startVirtualThread);
            int refused = 0;
            while (!taken.isDone()) {
                try (Bytes other = gateway.connect()) {
                    String answer = other.send(request("GET /v1/cases/1")).readMessage();
                    refused += answer.startsWith("HTTP/1.1 503 ") ? 1 : 0;
                }
            }

            assertThat(taken.get(10, TimeUnit.SECONDS)).isEqualTo(LENGTH);
            // It was held up for longer than others wait, and they could not have its connection.
            assertThat(refused).isPositive();
        }
    }

    /** A part of it slowly, then the rest. */
    private static int take(Bytes from) {
        try {
            InputStream in = from.socket().getInputStream();
            int taken = 0;
            while (taken < PACED) {
                int read = in.readNBytes(PIECE).length;
                if (read == 0) {
                    return taken;
                }
                taken += read;
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(80));
            }
            return taken + in.readNBytes(LENGTH - taken).length;
        } catch (IOException cut) {
            return -1;
        }
    }
}
