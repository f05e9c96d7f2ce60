package dev.sentinel.gateway.wire;

import static dev.sentinel.gateway.wire.RunningGateway.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Contract studio §7.6: nothing is held, in neither direction, at the slower side's speed. */
class StreamingTest {
    private static final int LARGE = 50 << 20;
    private static final int BUFFERED = 16 << 20;

    @Test
    void fiftyMegabytesPassUpAndDownUnchanged() throws Exception {
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            connection.readHead();
                            InputStream in = connection.socket().getInputStream();
                            OutputStream out = connection.socket().getOutputStream();
                            connection.send(
                                    "HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n");
                            byte[] buffer = new byte[1 << 16];
                            long left = LARGE;
                            while (left > 0) {
                                int read = in.read(buffer);
                                out.write(buffer, 0, read);
                                left -= read;
                            }
                        });
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            client.send(request("POST /v1/cases", "Content-Length: " + LARGE));
            CompletableFuture<Void> sent =
                    CompletableFuture.runAsync(
                            () -> send(client, LARGE), Thread::startVirtualThread);

            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
            InputStream in = client.socket().getInputStream();
            byte[] buffer = new byte[1 << 16];
            long position = 0;
            boolean same = true;
            while (position < LARGE) {
                int read = in.read(buffer);
                for (int i = 0; i < read; i++) {
                    same &= buffer[i] == (byte) ((position + i) % 251);
                }
                position += read;
            }
            sent.get(10, TimeUnit.SECONDS);
            assertThat(same).isTrue();
        }
    }

    /** A byte more than the limit: refused by its length alone, or when the byte arrives. */
    @Test
    void oneByteTooManyIsRefused() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(upstream.port())) {
            try (Bytes client = gateway.connect()) {
                client.send(request("POST /api/v1/docs/x", "Content-Length: 1001"));
                assertThat(client.readMessage())
                        .startsWith("HTTP/1.1 400 ")
                        .contains("FILE_TOO_LARGE", "\"success\":false");
                assertThat(upstream.everything()).isEmpty();
            }
            try (Bytes client = gateway.connect()) {
                client.send(request("POST /api/v1/docs/x", "Transfer-Encoding: chunked"));
                client.send("3e8\r\n" + "x".repeat(1000) + "\r\n1\r\nx\r\n0\r\n\r\n");
                assertThat(client.readMessage())
                        .startsWith("HTTP/1.1 400 ")
                        .contains("FILE_TOO_LARGE");
                assertThat(upstream.everything()).doesNotContain("0\r\n\r\n");
            }
            try (Bytes client = gateway.connect()) {
                client.send(
                        request("POST /api/v1/docs/x", "Content-Length: 1000") + "x".repeat(1000));
                assertThat(client.readMessage()).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    /** The contract's 400 is the envelope's; problem details say it as RFC 9110 does. */
    @Test
    void oneByteTooManyIsRefusedInTheDialectOfTheRoute() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(upstream.port(), "max_body_bytes: 10");
                Bytes client = gateway.connect()) {
            client.send(request("POST /v1/cases/x", "Content-Length: 11"));

            assertThat(client.readMessage())
                    .startsWith("HTTP/1.1 413 ")
                    .contains("\"code\":\"too_large\"", "\"limit\":10");
        }
    }

    /** Contract studio §7.4: ranges are between client and service, on routes that wrap, too. */
    @Test
    void rangesPassBothWays() throws Exception {
        try (RecordingUpstream upstream =
                        RecordingUpstream.answering(
                                Bytes.lines(
                                        "HTTP/1.1 206 Partial Content",
                                        "Content-Type: application/pdf",
                                        "Content-Range: bytes 0-3/100",
                                        "Accept-Ranges: bytes",
                                        "Content-Length: 4",
                                        "",
                                        "%PDF"));
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            String answer =
                    client.send(
                                    request(
                                            "GET /api/v1/wrapped/file",
                                            "Range: bytes=0-3",
                                            "If-Range: \"v1\""))
                            .readMessage();

            assertThat(answer).startsWith("HTTP/1.1 206 ").endsWith("\r\n\r\n%PDF");
            assertThat(Bytes.header(answer, "Content-Range")).isEqualTo("bytes 0-3/100");
            assertThat(Bytes.header(answer, "Accept-Ranges")).isEqualTo("bytes");
            String received = upstream.nextRequest();
            assertThat(Bytes.header(received, "Range")).isEqualTo("bytes=0-3");
            assertThat(Bytes.header(received, "If-Range")).isEqualTo("\"v1\"");
        }
    }

    /** Contract studio §13: the limit as shipped, and one byte more, by length and in chunks. */
    @Test
    void fiftyMegabytesAreTheLimitOfAnUpload() throws Exception {
        try (RecordingUpstream upstream = uploads();
                RunningGateway gateway = new RunningGateway(upstream.port())) {
            try (Bytes client = gateway.connect()) {
                client.send(
                        request(
                                "POST /api/v1/wrapped/upload",
                                "Content-Type: multipart/form-data; boundary=b",
                                "Content-Length: " + LARGE));
                send(client, LARGE);
                assertThat(client.readMessage()).startsWith("HTTP/1.1 200 ");
            }
            try (Bytes client = gateway.connect()) {
                client.send(
                        request(
                                "POST /api/v1/wrapped/upload",
                                "Content-Type: multipart/form-data; boundary=b",
                                "Content-Length: " + (LARGE + 1)));
                assertThat(client.readMessage())
                        .startsWith("HTTP/1.1 400 ")
                        .contains("\"code\":\"FILE_TOO_LARGE\"");
            }
        }
    }

    private static RecordingUpstream uploads() throws IOException {
        return RecordingUpstream.serving((connection, _) -> {
            connection.readHead();
            connection.socket().getInputStream().skipNBytes(LARGE);
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        });
    }

    @Test
    void sluggishServiceHoldsUpTheClientInsteadOfFillingTheGateway() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            connection.readHead();
                            await(over);
                        });
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            client.send(request("POST /v1/cases", "Content-Length: " + LARGE));
            AtomicLong sent = new AtomicLong();
            Thread sender = Thread.startVirtualThread(() -> sendCounting(client, sent));

            assertThat(settled(sent)).isLessThan(BUFFERED);
            over.countDown();
            client.reset();
            sender.join();
        }
    }

    @Test
    void sluggishClientHoldsUpTheServiceInsteadOfFillingTheGateway() throws Exception {
        AtomicLong sent = new AtomicLong();
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            connection.readMessage();
                            connection.send(
                                    "HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n");
                            sendCounting(connection, sent);
                        });
                RunningGateway gateway =
                        new RunningGateway(upstream.port(), "read_timeout_ms: 300");
                Bytes client = gateway.connect()) {
            assertThat(client.send(request("GET /v1/cases")).readHead())
                    .startsWith("HTTP/1.1 200 ");

            assertThat(settled(sent)).isLessThan(BUFFERED);
            // Longer than the service may be silent: it is the client who is slow.
            long read = client.socket().getInputStream().readNBytes(LARGE).length;
            assertThat(read).isEqualTo(LARGE);
        }
    }

    @Test
    void eventsArriveOneByOne() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            connection.readMessage();
                            connection.send(
                                    Bytes.lines(
                                            "HTTP/1.1 200 OK",
                                            "Content-Type: text/event-stream",
                                            "Transfer-Encoding: chunked",
                                            "",
                                            "9",
                                            "data: 1\n\n",
                                            ""));
                            await(seen);
                            connection.send("9\r\ndata: 2\n\n\r\n0\r\n\r\n");
                            connection.readAll();
                        });
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            String head = client.send(request("GET /v1/cases")).readHead();
            assertThat(Bytes.header(head, "Content-Type")).isEqualTo("text/event-stream");
            assertThat(client.read(14)).isEqualTo("9\r\ndata: 1\n\n\r\n");
            seen.countDown();
            assertThat(client.read(19)).isEqualTo("9\r\ndata: 2\n\n\r\n0\r\n\r\n");
        }
    }

    private static void send(Bytes to, int count) {
        try {
            OutputStream out = to.socket().getOutputStream();
            byte[] buffer = new byte[251 * 256];
            for (int i = 0; i < buffer.length; i++) {
                buffer[i] = (byte) (i % 251);
            }
            for (int left = count; left > 0; left -= Math.min(left, buffer.length)) {
                out.write(buffer, 0, Math.min(left, buffer.length));
            }
        } catch (IOException end) {
            throw new AssertionError(end);
        }
    }

    private static void sendCounting(Bytes to, AtomicLong sent) {
        try {
            byte[] buffer = new byte[1 << 16];
            while (sent.get() < LARGE) {
                to.socket().getOutputStream().write(buffer);
                sent.addAndGet(buffer.length);
            }
        } catch (IOException end) {
            // The test has seen enough and closed.
        }
    }

    /** The count, once it has not changed for half a second. */
    static long settled(AtomicLong count) {
        long last = -1;
        long since = System.nanoTime();
        while (System.nanoTime() - since < 500_000_000L) {
            if (count.get() != last) {
                last = count.get();
                since = System.nanoTime();
            }
            Thread.onSpinWait();
        }
        return last;
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("the other side did not get there");
            }
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }
}
