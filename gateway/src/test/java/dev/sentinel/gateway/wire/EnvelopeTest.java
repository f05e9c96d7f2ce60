package dev.sentinel.gateway.wire;

import static dev.sentinel.gateway.wire.RunningGateway.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract studio §3.5, on the wire. */
class EnvelopeTest {
    private static final String HEAD =
            "{\"success\":true,\"message\":\"Operation completed\",\"error\":null,\"result\":";
    private static final String GET = "GET /api/v1/wrapped/x";

    /** The service's own bytes stand in the envelope: every digit, every space. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": 1.10}",
                "[1, 2.50]",
                "121851762.99000000000000000000098",
                "null",
                "\"t\"",
                "false",
                "{\"success\":true}",
                " [ ] "
            })
    void jsonIsWrappedWithItsBytesUnchanged(String json) throws Exception {
        assertThat(bodyFor(json)).isEqualTo(HEAD + json + "}");
    }

    @Test
    void envelopeIsNeverWrappedTwice() throws Exception {
        String json = "{\"result\":{\"n\":1.0},\"error\":null,\"message\":\"m\",\"success\":true}";
        assertThat(bodyFor(json)).isEqualTo(json);
    }

    @Test
    void chunksAreWrappedAsOne() throws Exception {
        try (RecordingUpstream upstream =
                        RecordingUpstream.answering(
                                Bytes.lines(
                                        "HTTP/1.1 200 OK",
                                        "Content-Type: application/json",
                                        "Transfer-Encoding: chunked",
                                        "",
                                        "3",
                                        "{\"a",
                                        "5",
                                        "\": 1}",
                                        "0",
                                        "",
                                        ""));
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            String answer = client.send(request(GET)).readMessage();

            assertThat(answer).endsWith("\r\n\r\n" + HEAD + "{\"a\": 1}}");
            assertThat(Bytes.header(answer, "Transfer-Encoding")).isEmpty();
        }
    }

    @Test
    void headersOfTheServicesBytesDoNotTellOfOthers() throws Exception {
        try (RecordingUpstream upstream =
                        RecordingUpstream.answering(
                                json(
                                        "{}",
                                        "ETag: \"x\"",
                                        "Content-MD5: y",
                                        "Accept-Ranges: bytes"));
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            String answer = client.send(request(GET, "Accept-Encoding: gzip, br")).readMessage();

            assertThat(Bytes.header(answer, "ETag")).isEmpty();
            assertThat(Bytes.header(answer, "Content-MD5")).isEmpty();
            assertThat(Bytes.header(answer, "Accept-Ranges")).isEmpty();
            assertThat(Bytes.header(upstream.nextRequest(), "Accept-Encoding"))
                    .isEqualTo("identity");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/pdf", "text/csv", "text/event-stream", "application/jsonx"})
    void whatIsNotJsonPassesByteForByte(String type) throws Exception {
        String answer =
                answerTo(
                        "HTTP/1.1 200 OK\r\nETag: \"x\"\r\nContent-Type: "
                                + type
                                + "\r\nContent-Length: 9\r\n\r\n%PDF\0\u00ff{}\n");
        assertThat(answer).endsWith("\r\n\r\n%PDF\0\u00ff{}\n");
        assertThat(Bytes.header(answer, "ETag")).isEqualTo("\"x\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/problem+json", "Application/JSON; charset=utf-8"})
    void everySpellingOfJsonIsJson(String type) throws Exception {
        assertThat(
                        answerTo(
                                "HTTP/1.1 200 OK\r\nContent-Type: "
                                        + type
                                        + "\r\nContent-Length: 2\r\n\r\n{}"))
                .endsWith(HEAD + "{}}");
    }

    @Test
    void bodilessAnswersGetNoEnvelope() throws Exception {
        assertThat(answerTo("HTTP/1.1 204 No\r\n\r\n"))
                .startsWith("HTTP/1.1 204 ")
                .endsWith("\r\n\r\n");
        String head =
                answerTo(
                        "HTTP/1.1 200 OK\r\nETag: \"x\"\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n",
                        "HEAD");
        assertThat(head).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
        assertThat(Bytes.header(head, "Content-Length")).as("GET has another length").isEmpty();
        assertThat(Bytes.header(head, "ETag")).isEmpty();
    }

    @Test
    void partOfAJsonTextIsNotOne() throws Exception {
        String answer =
                answerTo(
                        "HTTP/1.1 206 Part\r\nContent-Type: application/json\r\n"
                                + "Content-Range: bytes 0-2/9\r\nContent-Length: 3\r\n\r\n{\"a");
        assertThat(answer).startsWith("HTTP/1.1 206 ").endsWith("\r\n\r\n{\"a");
    }

    @ParameterizedTest(name = "{0} is {1} {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | not json              | 502 | UPSTREAM_BAD_RESPONSE",
                "200 | {\"half\":            | 502 | UPSTREAM_BAD_RESPONSE",
                "500 | {\"detail\":\"secret\"} | 502 | UPSTREAM_ERROR",
                "501 | {\"detail\":\"secret\"} | 502 | UPSTREAM_ERROR",
                "502 | {\"detail\":\"secret\"} | 502 | UPSTREAM_ERROR",
                "503 | {\"detail\":\"secret\"} | 503 | SERVICE_UNAVAILABLE",
                "504 | {\"detail\":\"secret\"} | 504 | UPSTREAM_TIMEOUT",
                "401 | {\"detail\":\"secret\"} | 502 | UPSTREAM_AUTH_FAILED",
                "403 | {\"detail\":\"no\"}     | 403 | INSUFFICIENT_PERMISSIONS",
                "404 | {\"code\":\"DOCUMENT_NOT_FOUND\",\"detail\":\"no\"} | 404 | DOCUMENT_NOT_FOUND",
                "409 | {\"message\":\"twice\",\"code\":\"DUPLICATE_UPLOAD\"} | 409 | DUPLICATE_UPLOAD",
                "422 | {\"detail\":[{\"loc\":[\"body\"],\"msg\":\"field required\"}]} | 422 | VALIDATION_ERROR",
                "400 | broken                | 502 | UPSTREAM_BAD_RESPONSE"
            })
    void failuresHaveTheGatewaysShape(int status, String body, int expected, String code)
            throws Exception {
        String answer =
                answerTo(
                        "HTTP/1.1 "
                                + status
                                + " X\r\nContent-Type: application/json\r\nServer: uvicorn\r\n"
                                + "Content-Length: "
                                + body.length()
                                + "\r\n\r\n"
                                + body,
                        "POST");
        assertThat(Bytes.status(answer)).as(answer).isEqualTo(expected);
        assertThat(answer)
                .contains("\"success\":false", "\"result\":null", "\"code\":\"" + code + "\"")
                .contains("\"status_code\":" + expected)
                .doesNotContain("secret", "uvicorn");
        if (status == 422) {
            assertThat(answer)
                    .contains("\"errors\":[{\"loc\":[\"body\"],\"msg\":\"field required\"}]");
        }
    }

    /** It was read to its end: the next call need not connect anew. */
    @Test
    void refusalKeepsItsConnection() throws Exception {
        try (RecordingUpstream upstream =
                        RecordingUpstream.answering(
                                "HTTP/1.1 409 Conflict\r\nContent-Type: application/json\r\n"
                                        + "Content-Length: 2\r\n\r\n{}");
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(request(GET)).readMessage()).startsWith("HTTP/1.1 409 ");
            }
            assertThat(upstream.connectionCount()).isEqualTo(1);
        }
    }

    @Test
    void refusalKeepsTheServicesRetryAfter() throws Exception {
        String answer =
                answerTo(
                        "HTTP/1.1 429 X\r\nContent-Type: application/json\r\nRetry-After: 7\r\n"
                                + "Content-Length: 17\r\n\r\n{\"detail\":\"slow\"}");
        assertThat(answer).startsWith("HTTP/1.1 429 ").contains("\"detail\":\"slow\"");
        assertThat(Bytes.header(answer, "Retry-After")).isEqualTo("7");
    }

    /** Fifty megabytes in an envelope, at the client's speed. */
    @Test
    void largeAnswerIsWrappedWhileItStreams() throws Exception {
        int size = 50 << 20;
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            connection.readMessage();
                            connection.send(
                                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                                            + size
                                            + "\r\n\r\n[\"");
                            fill(connection, size - 4);
                            connection.send("\"]");
                        });
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            String head = client.send(request(GET)).readHead();
            int length = Integer.parseInt(Bytes.header(head, "Content-Length"));
            assertThat(length).isEqualTo(HEAD.length() + size + 1);
            assertThat(client.read(HEAD.length() + 3)).isEqualTo(HEAD + "[\"x");
            byte[] rest = client.socket().getInputStream().readNBytes(length - HEAD.length() - 3);
            assertThat(rest).hasSize(length - HEAD.length() - 3);
            assertThat(new String(rest, rest.length - 4, 4, StandardCharsets.US_ASCII))
                    .isEqualTo("x\"]}");
        }
    }

    /** A broken text of which a part was sent must not look whole (RFC 9112 §8). */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void brokenOrCutAnswerIsNeverClosedProperly(boolean cut) throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            connection.readMessage();
                            connection.send(
                                    Bytes.lines(
                                            "HTTP/1.1 200 OK",
                                            "Content-Type: application/json",
                                            "Transfer-Encoding: chunked",
                                            "",
                                            "20000",
                                            "[\""));
                            fill(connection, 0x20000 - 2);
                            connection.send("\r\n");
                            await(seen);
                            if (cut) {
                                connection.reset();
                            } else {
                                connection.send("1\r\n}\r\n0\r\n\r\n");
                                connection.readAll();
                            }
                        });
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            assertThat(client.send(request(GET)).readHead()).startsWith("HTTP/1.1 200 ");
            client.read(1_000);
            seen.countDown();
            assertThat(client.readAll()).doesNotContain("0\r\n\r\n").doesNotContain("\"}");
        }
    }

    @Test
    void serviceThatDiesBeforeMuchWasSaidIs502() throws Exception {
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            connection.readMessage();
                            connection.send(
                                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                                            + "Content-Length: 100\r\n\r\n{\"half\":");
                        });
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            String answer = client.send(request(GET)).readMessage();
            assertThat(answer).startsWith("HTTP/1.1 502 ").doesNotContain("half");
            assertThat(upstream.connectionCount()).as("a part was received").isEqualTo(1);
        }
    }

    private static String bodyFor(String json) throws Exception {
        String answer = answerTo(json(json));
        assertThat(Bytes.status(answer)).as(answer).isEqualTo(200);
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    private static String json(String body, String... headers) {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                + more
                + "Content-Length: "
                + body.length()
                + "\r\n\r\n"
                + body;
    }

    private static String answerTo(String response) throws Exception {
        return answerTo(response, "GET");
    }

    private static String answerTo(String response, String method) throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.answering(response);
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            String length = method.equals("POST") ? "Content-Length: 0" : "X: y";
            return client.send(request(method + " /api/v1/wrapped/x", length))
                    .readMessage(method.equals("HEAD"));
        }
    }

    private static void fill(Bytes to, int count) throws IOException {
        OutputStream out = to.socket().getOutputStream();
        byte[] part = "x".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
        for (int left = count; left > 0; left -= part.length) {
            out.write(part, 0, Math.min(left, part.length));
        }
        out.flush();
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("the other side did not get there");
            }
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }
}
