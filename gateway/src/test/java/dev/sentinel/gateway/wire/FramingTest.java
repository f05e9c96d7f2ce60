package dev.sentinel.gateway.wire;

import static dev.sentinel.gateway.wire.RunningGateway.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 9112 §6 and §7: one request in, at most one out, in framing of our own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FramingTest {
    private static final Pattern STATUS_LINE = Pattern.compile("(?m)^HTTP/1\\.[01] ");
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

    static Stream<Arguments> ambiguous() {
        String chunked = "Transfer-Encoding: chunked";
        String smuggled = "GET /v1/cases/smuggled HTTP/1.1\r\nHost: g\r\n\r\n";
        return Stream.of(
                Arguments.of(
                        "length and chunks",
                        request(POST, "Content-Length: 4", chunked) + "0\r\n\r\n" + smuggled),
                Arguments.of(
                        "chunks and length",
                        request(POST, chunked, "Content-Length: 4") + "0\r\n\r\n" + smuggled),
                Arguments.of(
                        "two lengths",
                        request(POST, "Content-Length: 0", "Content-Length: 4") + smuggled),
                Arguments.of("a list of lengths", request(POST, "Content-Length: 0, 4") + smuggled),
                Arguments.of("a signed length", request(POST, "Content-Length: +5") + "hello"),
                Arguments.of("a negative length", request(POST, "Content-Length: -5") + "hello"),
                Arguments.of(
                        "a hexadecimal length", request(POST, "Content-Length: 0x5") + "hello"),
                Arguments.of("a grouped length", request(POST, "Content-Length: 5_0") + "hello"),
                Arguments.of(
                        "a length too great",
                        request(POST, "Content-Length: 99999999999999999999") + "hello"),
                Arguments.of("an empty length", request(POST, "Content-Length: ") + "hello"),
                Arguments.of(
                        "a coding after a tab",
                        request(POST, "Transfer-Encoding: \u000bchunked") + "0\r\n\r\n"),
                Arguments.of(
                        "an unknown coding",
                        request(POST, "Transfer-Encoding: xchunked") + "0\r\n\r\n"),
                Arguments.of(
                        "chunked not last",
                        request(POST, "Transfer-Encoding: chunked, identity") + "0\r\n\r\n"),
                Arguments.of("chunked twice", request(POST, chunked, chunked) + "0\r\n\r\n"),
                Arguments.of(
                        "space before the colon", request(POST, "Content-Length : 5") + "hello"),
                Arguments.of("NUL in a value", request(POST, "Content-Length: 0", "X-A: b\0c")),
                Arguments.of("bare CR in a value", request(POST, "Content-Length: 0", "X-A: b\rc")),
                Arguments.of("bare LF after a header", "GET /v1/cases HTTP/1.1\nHost: g\n\n"),
                Arguments.of(
                        "bare LF in a head", request("GET /v1/cases", "X-A: b\nX-User-Id: root")),
                Arguments.of(
                        "no Host", "GET /v1/cases HTTP/1.1\r\nAuthorization: Bearer alice\r\n\r\n"),
                Arguments.of("two Hosts", request("GET /v1/cases", "Host: other.example")),
                Arguments.of("space in the target", request("GET /v1/cases /v1/x")),
                Arguments.of("HTTP/0.9", "GET /v1/cases\r\n\r\n"),
                Arguments.of(
                        "HTTP/3.7",
                        "GET /v1/cases HTTP/3.7\r\nHost: g\r\nAuthorization: Bearer alice\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ambiguous")
    void ambiguousRequestIsRefusedAndTheConnectionEnds(String what, String bytes) throws Exception {
        try (RecordingUpstream own = RecordingUpstream.ok();
                RunningGateway fresh = new RunningGateway(own.port());
                Bytes client = fresh.connect()) {
            client.socket().setSoTimeout(4_000);
            String answer = client.send(bytes).readAll();

            // An unknown version is 505, everything else 400.
            assertThat(Bytes.status(answer)).as(what + answer).isIn(400, 505);
            assertThat(STATUS_LINE.matcher(answer).results()).as("one answer").hasSize(1);
            assertThat(own.everything()).as(what).isEmpty();
        }
    }

    static Stream<Arguments> brokenChunks() {
        return Stream.of(
                Arguments.of("a space before the size", " 5\r\nhello\r\n0\r\n\r\n"),
                Arguments.of("a signed size", "+5\r\nhello\r\n0\r\n\r\n"),
                Arguments.of("a prefixed size", "0x5\r\nhello\r\n0\r\n\r\n"),
                Arguments.of("a size too great", "fffffffffffffffff\r\nhello\r\n0\r\n\r\n"),
                Arguments.of("bare LF after the size", "5\nhello\r\n0\r\n\r\n"),
                Arguments.of("no end of the chunk", "5\r\nhelloX\r\n0\r\n\r\n"),
                Arguments.of("LF in an extension", "5;a=\nb\r\nhello\r\n0\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenChunks")
    void brokenChunksNeverMakeAWholeRequest(String what, String body) throws Exception {
        try (RecordingUpstream own = RecordingUpstream.ok();
                RunningGateway fresh = new RunningGateway(own.port());
                Bytes client = fresh.connect()) {
            String after = "GET /v1/cases/smuggled HTTP/1.1\r\nHost: g\r\n\r\n";
            String answer =
                    client.send(request(POST, "Transfer-Encoding: chunked") + body + after)
                            .readAll();

            assertThat(answer).as(what).doesNotContain(" 200 ");
            assertThat(own.everything()).doesNotContain("0\r\n\r\n").doesNotContain("smuggled");
        }
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

    /**
     * RFC 9112 §5.2 lets a server replace the fold by a space, before anything is decided by it.
     */
    @Test
    void foldedHeadersLeaveAsOneLine() throws Exception {
        try (Bytes client = gateway.connect()) {
            client.send(request("GET /v1/cases/fold", "X-A: b", " X-User-Id: root"));

            assertThat(client.readMessage()).startsWith("HTTP/1.1 200 ");
        }
        String received = upstream.nextRequest();
        assertThat(Bytes.header(received, "X-A")).isEqualTo("b X-User-Id: root");
        assertThat(Bytes.header(received, "X-User-Id")).isEqualTo("usr_alice");
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
