package dev.sentinel.gateway.wire;

import static dev.sentinel.base.testing.Http2Client.CANCEL;
import static dev.sentinel.base.testing.Http2Client.INTERNAL_ERROR;
import static dev.sentinel.base.testing.Http2Client.NO_ERROR;
import static dev.sentinel.base.testing.Http2Client.PROTOCOL_ERROR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.base.testing.Http2Client;
import dev.sentinel.base.testing.Http2Client.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * HTTP/2 from the client, HTTP/1.1 to the service: what becomes of a message, and what one stream's
 * misfortune means for the others (RFC 9113).
 */
class Http2WireTest {
    private static final String ALICE = "authorization";
    private static final String TOKEN = "Bearer alice";

    private static Http2Client get(Http2Client client, int stream, String path, String... more)
            throws Exception {
        List<String> headers = new ArrayList<>(List.of(ALICE, TOKEN));
        Collections.addAll(headers, more);
        return client.get(stream, path, headers.toArray(String[]::new));
    }

    private static Http2Client post(Http2Client client, int stream, String path, String... more)
            throws Exception {
        List<String> headers = new ArrayList<>(List.of(ALICE, TOKEN));
        Collections.addAll(headers, more);
        return client.request(stream, "POST", path, false, headers.toArray(String[]::new));
    }

    @Test
    void aRequestIsRebuiltForTheService() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = RunningGateway.secure(upstream.port());
                Http2Client client = gateway.http2()) {
            Answer answer =
                    get(
                                    client,
                                    1,
                                    "/v1/cases/1?q=a",
                                    "cookie",
                                    "a=1",
                                    "cookie",
                                    "b=2",
                                    "x-user-role",
                                    "admin",
                                    "x_user_role",
                                    "admin",
                                    "te",
                                    "trailers",
                                    "x-mine",
                                    "kept")
                            .answer(1);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("ok");

            String request = upstream.nextRequest();
            assertThat(request).startsWith("GET /v1/cases/1?q=a HTTP/1.1\r\n");
            assertThat(Bytes.header(request, "Host")).isEqualTo("127.0.0.1:" + upstream.port());
            assertThat(Bytes.header(request, "X-Forwarded-Host")).isEqualTo("gateway.example");
            assertThat(Bytes.header(request, "X-Forwarded-Proto")).isEqualTo("https");
            assertThat(Bytes.header(request, "Via")).isEqualTo("2.0 sentinel");
            assertThat(Bytes.header(request, "x-mine")).isEqualTo("kept");
            assertThat(request)
                    .contains(RunningGateway.CREDENTIAL)
                    .doesNotContain("admin", "Bearer", "a=1", "trailers", ":authority", ":path");
        }
    }

    @Test
    void bodiesAreFramedAnewWithALengthOrInChunks() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = RunningGateway.secure(upstream.port());
                Http2Client client = gateway.http2()) {
            post(client, 1, "/v1/cases/1", "content-length", "5").data(1, "hello", true);
            assertThat(client.answer(1).status()).isEqualTo(200);
            assertThat(upstream.nextRequest())
                    .contains("content-length: 5\r\n")
                    .endsWith("\r\n\r\nhello");

            post(client, 3, "/v1/cases/1").data(3, "hel", false).data(3, "lo", false);
            client.headers(3, true, "x-user-role", "admin");
            assertThat(client.answer(3).status()).isEqualTo(200);
            assertThat(upstream.nextRequest())
                    .contains("transfer-encoding: chunked\r\n")
                    .doesNotContain("content-length", "admin")
                    .endsWith("\r\n0\r\n\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-name|a\r\n\r\nGET /v1/admin/config HTTP/1.1\r\nHost: x",
                "x-name|a\rb",
                "x-name|a\u0001b",
                "x-name|a\u007fb",
                "x-name: a\r\nx|b",
                "transfer-encoding|chunked",
                "connection|authorization",
                "upgrade|websocket"
            })
    void nothingOfAMalformedRequestReachesTheService(String field) throws Exception {
        String[] pair = field.split("\\|", 2);
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = RunningGateway.secure(upstream.port());
                Http2Client client = gateway.http2()) {
            post(client, 1, "/v1/cases/1", pair[0], pair[1]);

            assertThat(client.answer(1).reset()).isEqualTo(PROTOCOL_ERROR);
            assertThat(get(client, 3, "/v1/cases/2").answer(3).status()).isEqualTo(200);
            assertThat(upstream.nextRequest()).startsWith("GET /v1/cases/2 ");
            assertThat(upstream.everything()).doesNotContain("/v1/cases/1", "/v1/admin");
        }
    }

    /** A length that lies would leave the rest of one request to be the next one's beginning. */
    @Test
    void aBodyThatIsNotAsAnnouncedEndsTheCall() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = RunningGateway.secure(upstream.port());
                Http2Client client = gateway.http2()) {
            post(client, 1, "/v1/cases/1", "content-length", "5")
                    .data(1, "fiveGET /v1/admin/config HTTP/1.1\r\n\r\n", true);
            assertThat(client.answer(1).reset()).isEqualTo(PROTOCOL_ERROR);
            post(client, 3, "/v1/cases/1", "content-length", "5").data(3, "four", true);
            assertThat(client.answer(3).reset()).isEqualTo(PROTOCOL_ERROR);

            assertThat(get(client, 5, "/v1/cases/2").answer(5).status()).isEqualTo(200);
            assertThat(upstream.everything()).doesNotContain("/v1/admin");
        }
    }

    /** Nor does the half of it that has left keep the service's connection. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bodyThatIsNoneEndsTheCallThatItHasBegun(boolean connected) throws Exception {
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            while (connection.readHead().startsWith("GET ")) {
                                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                            }
                            connection.readAll();
                        });
                RunningGateway gateway =
                        RunningGateway.secure(upstream.port(), "pool: { connections: 2 }");
                Http2Client client = gateway.http2()) {
            if (connected) {
                get(client, 1, "/v1/cases/1").answer(1);
            }
            post(client, 3, "/v1/cases/1", "content-length", "5")
                    .data(3, "four", false)
                    .data(3, "more", false);
            assertThat(client.answer(3).reset()).isEqualTo(PROTOCOL_ERROR);

            assertThat(get(client, 5, "/v1/cases/2").answer(5).status()).isEqualTo(200);
        }
    }

    @Test
    void answersLeaveWhatBelongsToAConnection() throws Exception {
        try (RecordingUpstream upstream =
                        RecordingUpstream.answering(
                                Bytes.lines(
                                        "HTTP/1.1 200 OK",
                                        "Connection: close, X-Private",
                                        "X-Private: a",
                                        "Keep-Alive: timeout=5",
                                        "Proxy-Authenticate: Basic",
                                        "Transfer-Encoding: chunked",
                                        "X-Public: b",
                                        "",
                                        "2",
                                        "ok",
                                        "0",
                                        "",
                                        ""));
                RunningGateway gateway = RunningGateway.secure(upstream.port());
                Http2Client client = gateway.http2()) {
            Answer answer = get(client, 1, "/v1/cases/1").answer(1);

            assertThat(answer.body()).isEqualTo("ok");
            assertThat(answer.header("x-public")).isEqualTo("b");
            assertThat(answer.names())
                    .doesNotContain(
                            "connection",
                            "x-private",
                            "keep-alive",
                            "proxy-authenticate",
                            "transfer-encoding");
        }
    }

    /** Half an answer must not look like a whole one, and ends nobody else's. */
    @Test
    void aServiceThatDiesResetsTheStreamAndNoOther() throws Exception {
        CountDownLatch died = new CountDownLatch(1);
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            String request = connection.readMessage();
                            if (request.startsWith("GET /v1/cases/dies")) {
                                connection.send(
                                        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                                connection.reset();
                                died.countDown();
                                return;
                            }
                            await(died);
                            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole");
                        });
                RunningGateway gateway = RunningGateway.secure(upstream.port());
                Http2Client client = gateway.http2()) {
            get(client, 1, "/v1/cases/lives");
            get(client, 3, "/v1/cases/dies");

            Answer half = client.answer(3);
            assertThat(half.isEnded()).isFalse();
            assertThat(half.reset()).isEqualTo(INTERNAL_ERROR);
            assertThat(client.answer(1).body()).isEqualTo("whole");
        }
    }

    /** An answer that comes before the request has ended ends the upload, not the connection. */
    @Test
    void anEarlyAnswerArrivesAndTheRestOfTheBodyIsNotWanted() throws Exception {
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            connection.readHead();
                            connection.send(
                                    "HTTP/1.1 409 Conflict\r\nContent-Length: 4\r\n\r\nsoon");
                            connection.readAll();
                        });
                RunningGateway gateway = RunningGateway.secure(upstream.port());
                Http2Client client = gateway.http2()) {
            post(client, 1, "/v1/cases/1").data(1, "part", false);

            assertThat(client.answer(1).status()).isEqualTo(409);
            assertThat(client.soFar(1).names()).doesNotContain("connection");
            assertThat(client.resetOf(1)).isEqualTo(NO_ERROR);
        }
    }

    @Test
    void aStreamThatIsCancelledEndsItsCall() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            if (connection.readMessage().startsWith("GET /v1/cases/long")) {
                                connection.send(
                                        Bytes.lines(
                                                "HTTP/1.1 200 OK",
                                                "Transfer-Encoding: chunked",
                                                "Content-Type: text/event-stream",
                                                "",
                                                "9",
                                                "data: a\n\n",
                                                ""));
                                connection.readAll();
                                ended.countDown();
                                return;
                            }
                            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                        });
                RunningGateway gateway = RunningGateway.secure(upstream.port());
                Http2Client client = gateway.http2()) {
            get(client, 1, "/v1/cases/long");
            while (client.soFar(1).length() == 0) {
                client.next();
            }
            assertThat(client.soFar(1).body()).isEqualTo("data: a\n\n");
            client.reset(1, CANCEL);

            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(get(client, 3, "/v1/cases/2").answer(3).body()).isEqualTo("ok");
        }
    }

    @Test
    void aSlowReaderHoldsUpItsServiceAndNoOtherStream() throws Exception {
        try (RecordingUpstream upstream = largeOrSmall();
                RunningGateway gateway = RunningGateway.secure(upstream.port());
                Http2Client client = gateway.http2().takingNothing()) {
            client.window(0, 100_000_000);
            get(client, 1, "/v1/cases/large");
            while (client.soFar(1).length() < 65_535) {
                client.next();
            }
            for (int stream = 3; stream < 43; stream += 2) {
                assertThat(get(client, stream, "/v1/cases/1").answer(stream).body())
                        .isEqualTo("ok");
            }
            assertThat(client.soFar(1).length()).isEqualTo(65_535);

            client.window(1, 20_000_000);
            assertThat(client.answer(1).length()).isEqualTo(20_000_000);
        }
    }

    /**
     * A window that never opens would hold the service's connection for ever, and what does not fit
     * into it is not kept for later.
     */
    @ParameterizedTest
    @ValueSource(ints = {400_000, 20_000_000})
    void aReaderThatTakesNothingIsGivenUp(int length) throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            connection.readMessage();
                            try {
                                connection.send(
                                        "HTTP/1.1 200 OK\r\nContent-Length: "
                                                + length
                                                + "\r\n\r\n"
                                                + "x".repeat(length));
                            } finally {
                                ended.countDown();
                            }
                        });
                RunningGateway gateway =
                        RunningGateway.secure(
                                upstream.port(),
                                "streams: { idle_ms: 1500, lifetime_ms: 60000 }",
                                "read_timeout_ms: 500");
                Http2Client client = gateway.http2().takingNothing()) {
            get(client, 1, "/v1/cases/large");

            assertThat(client.resetOf(1)).isEqualTo(INTERNAL_ERROR);
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Nor may some of them, of one client, have all of the service's connections. */
    @Test
    void readersThatTakeNothingDoNotKeepOthersOut() throws Exception {
        try (RecordingUpstream upstream = largeOrSmall();
                RunningGateway gateway =
                        RunningGateway.secure(
                                upstream.port(),
                                "pool: { connections: 4, waiting: 4, wait_ms: 200 }");
                Http2Client client = gateway.http2().takingNothing()) {
            client.window(0, 100_000_000);
            for (int stream = 1; stream < 5; stream += 2) {
                get(client, stream, "/v1/cases/large");
                while (client.soFar(stream).length() < 65_535) {
                    client.next();
                }
            }
            int status = 0;
            for (int stream = 5; stream < 199 && status != 200; stream += 2) {
                status = get(client, stream, "/v1/cases/1").answer(stream).status();
            }
            assertThat(status).isEqualTo(200);
        }
    }

    @Test
    void fiftyMegabytesArriveAndOneByteMoreDoesNot() throws Exception {
        int most = 50 * 1024 * 1024;
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            int length =
                                    Integer.parseInt(
                                            Bytes.header(connection.readHead(), "content-length"));
                            connection.socket().getInputStream().skipNBytes(length);
                            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                        });
                RunningGateway gateway =
                        RunningGateway.secure(upstream.port(), "max_body_bytes: " + most)) {
            assertThat(gateway.upload("/v1/cases/1", most)).isEqualTo(200);
            assertThat(gateway.upload("/v1/cases/1", most + 1)).isEqualTo(413);
        }
    }

    /** Contract studio §12: who called is recorded whatever was spoken. */
    @Test
    void callsAreRecordedAsOverHttp1() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = RunningGateway.secure(upstream.port());
                Http2Client client = gateway.http2()) {
            get(client, 1, "/v1/cases/1").answer(1);
            assertThat(String.valueOf(gateway.audited.poll(10, TimeUnit.SECONDS)))
                    .contains("api.called", "usr_alice");
        }
    }

    /** Answers with 20 MB where the path asks for it, with two bytes elsewhere. */
    private static RecordingUpstream largeOrSmall() throws IOException {
        return RecordingUpstream.serving((connection, _) -> {
            while (true) {
                boolean large = connection.readMessage().contains("/large");
                String body = large ? "x".repeat(20_000_000) : "ok";
                connection.send(
                        "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            }
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            boolean _ = latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
