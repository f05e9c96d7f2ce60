package dev.sentinel.gateway.wire;

import static dev.sentinel.gateway.wire.RunningGateway.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * RFC 9112 §6 and §7: framing of our own. What must not be taken for a request is in {@link
 * CorpusTest}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FramingTest {
    private static final String POST = "POST /v1/cases";
    private RecordingUpstream upstream;
    private RunningGateway gateway;

    @BeforeAll
    void start() throws IOException {
        upstream = RecordingUpstream.ok();
        gateway = new RunningGateway(upstream.port());
    }

    @AfterAll
    void stop() throws IOException {
        gateway.close();
        upstream.close();
    }

    @Test
    void chunksAreMadeAnew() throws Exception {
        try (Bytes client = gateway.connect()) {
            client.send(
                    request(POST + "/chunks", "Transfer-Encoding: chunked", "Trailer: X-User-Id")
                            + "5;ext=1\r\nhello\r\n1\r\n!\r\n0\r\nX-User-Id: root\r\n\r\n");

            assertThat(client.readMessage()).startsWith("HTTP/1.1 200 ");
        }
        String received = upstream.nextRequest();
        assertThat(Bytes.header(received, "Transfer-Encoding")).isEqualTo("chunked");
        assertThat(Bytes.header(received, "Content-Length")).isEmpty();
        assertThat(received).doesNotContain("ext=1").doesNotContain("root").endsWith("0\r\n\r\n");
    }

    /** Else it would keep a connection, and a place, until the service was silent for too long. */
    @ParameterizedTest(name = "in pieces: {0}, on a connection that is there: {1}")
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void malformedChunkEndsTheCallThatItHasBegun(boolean inPieces, boolean connected)
            throws Exception {
        CompletableFuture<String> begun = new CompletableFuture<>();
        try (RecordingUpstream own =
                        RecordingUpstream.serving((connection, _) -> {
                            String head = connection.readHead();
                            while (head.startsWith("GET ")) {
                                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                                head = connection.readHead();
                            }
                            begun.complete(head);
                            connection.readAll();
                        });
                RunningGateway fresh = new RunningGateway(own.port(), "pool: { connections: 2 }");
                Bytes client = fresh.connect()) {
            if (connected) {
                client.send(request("GET /v1/cases/1")).readMessage();
            }
            String head = request(POST + "/broken", "Transfer-Encoding: chunked");
            if (inPieces) {
                client.send(head + "1\r\nx\r\n");
                begun.get(10, TimeUnit.SECONDS);
                client.send("ZZ\r\n");
            } else {
                client.send(head + "1\r\nx\r\nZZ\r\n");
            }
            assertThat(client.readMessage()).startsWith("HTTP/1.1 400 ");

            // On both event loops, which have one connection each.
            for (int i = 0; i < 4; i++) {
                try (Bytes other = fresh.connect()) {
                    assertThat(other.send(request("GET /v1/cases/2")).readMessage())
                            .startsWith("HTTP/1.1 200 ");
                }
            }
            assertThat(own.everything()).doesNotContain("0\r\n\r\n");
        }
    }

    @Test
    void lengthIsMadeAnew() throws Exception {
        try (Bytes client = gateway.connect()) {
            client.send(request(POST + "/length", "Content-Length: 0005") + "hello");

            assertThat(client.readMessage()).startsWith("HTTP/1.1 200 ");
        }
        String received = upstream.nextRequest();
        assertThat(Bytes.header(received, "Content-Length")).isEqualTo("5");
        assertThat(Bytes.header(received, "Transfer-Encoding")).isEmpty();
        assertThat(received).endsWith("\r\n\r\nhello");
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrderOneEach() throws Exception {
        try (RecordingUpstream own = RecordingUpstream.ok();
                RunningGateway fresh = new RunningGateway(own.port());
                Bytes client = fresh.connect()) {
            client.send(
                    request("GET /v1/cases/1")
                            + request(POST + "/2", "Content-Length: 3")
                            + "abc"
                            + request("GET /v1/cases/3"));

            for (int i = 0; i < 3; i++) {
                assertThat(client.readMessage()).startsWith("HTTP/1.1 200 ").endsWith("ok");
            }
            assertThat(own.nextRequest()).startsWith("GET /v1/cases/1 HTTP/1.1\r\n");
            assertThat(own.nextRequest()).startsWith("POST /v1/cases/2 ").endsWith("abc");
            assertThat(own.nextRequest()).startsWith("GET /v1/cases/3 HTTP/1.1\r\n");
        }
    }
}
