package dev.sentinel.web;

import static dev.sentinel.base.testing.Http2Client.CANCEL;
import static dev.sentinel.base.testing.Http2Client.NO_ERROR;
import static dev.sentinel.base.testing.Http2Client.PROTOCOL_ERROR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.base.testing.Http2Client;
import dev.sentinel.base.testing.Http2Client.Answer;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9113: requests and answers as frames, and what is refused of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http2Test {
    private static final int INITIAL_WINDOW = 4;

    private final SecureEdge edge;

    Http2Test() throws IOException {
        edge = new SecureEdge();
    }

    @AfterAll
    void close() {
        edge.close();
    }

    @Test
    void streamsAreAnsweredEachForItself() throws Exception {
        try (SecureEdge own = new SecureEdge();
                Http2Client client = own.client()) {
            client.get(1, "/slow?n=first").get(3, "/hello?n=second");
            own.edge().entered.await();

            assertThat(client.answer(3).body()).contains("\"n\":\"second\"");
            assertThat(client.soFar(1).isEnded()).isFalse();
            own.edge().leave.release();
            assertThat(client.answer(1).body()).contains("first");
        }
    }

    @Test
    void bodiesArriveWholeWhateverTheFrames() throws IOException {
        try (Http2Client client = edge.client()) {
            client.request(1, "POST", "/echo", false, "content-length", "5");
            client.data(1, "he", false).data(1, "llo", true);
            client.request(3, "POST", "/echo", false).data(3, "wor", false).data(3, "ld", true);
            client.request(5, "POST", "/echo", false).data(5, "", true);
            client.request(7, "POST", "/echo", false)
                    .data(7, "body", false)
                    .headers(7, true, "x-trailer", "late");

            assertThat(client.answer(1).body()).isEqualTo("hello");
            assertThat(client.answer(3).body()).isEqualTo("world");
            assertThat(client.answer(5).body()).isEmpty();
            assertThat(client.answer(7).body()).isEqualTo("body");
        }
    }

    /** Section 8.2.2: fields of a connection are not said, refusals and last answers included. */
    @Test
    void answersCarryNoFieldsOfAConnection() throws IOException {
        try (Http2Client client = edge.client()) {
            client.get(1, "/hello")
                    .request(3, "POST", "/upload", false)
                    .get(5, "/written?lines=3")
                    .request(7, "HEAD", "/hello", true);
            client.data(3, "x", true);

            for (int stream : new int[] {1, 3, 5, 7}) {
                Answer answer = client.answer(stream);
                assertThat(answer.names())
                        .doesNotContain("connection", "keep-alive", "transfer-encoding", "upgrade")
                        .contains("x-content-type-options", "x-request-id");
            }
            assertThat(client.soFar(3).status()).isEqualTo(401);
            assertThat(client.soFar(5).length()).isEqualTo(3_000);
            assertThat(client.soFar(7).length()).isZero();
            assertThat(client.soFar(7).header("content-length")).isNotEmpty();
        }
    }

    @Test
    void continueIsSentOnlyWhenTheBodyIsWanted() throws IOException {
        try (Http2Client client = edge.client()) {
            client.request(1, "POST", "/echo", false, "expect", "100-continue").data(1, "ok", true);
            assertThat(client.answer(1).early()).containsExactly(100);
            assertThat(client.soFar(1).status()).isEqualTo(200);

            client.request(
                    3, "POST", "/echo", false, "expect", "100-continue", "content-length", "2000");
            assertThat(client.answer(3).early()).isEmpty();
            assertThat(client.soFar(3).status()).isEqualTo(413);
        }
    }

    /** Section 8.1: after a whole answer NO_ERROR ends a stream whose body nobody wants. */
    @Test
    void aBodyThatIsNotWantedEndsItsStreamAlone() throws IOException {
        try (Http2Client client = edge.client()) {
            client.request(1, "POST", "/upload", false, "content-length", "60000");
            client.data(1, "x", false);

            assertThat(client.answer(1).status()).isEqualTo(401);
            assertThat(client.resetOf(1)).isEqualTo(NO_ERROR);
            assertThat(client.get(3, "/hello").answer(3).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connection|close",
                "keep-alive|5",
                "proxy-connection|close",
                "transfer-encoding|chunked",
                "upgrade|websocket",
                "te|gzip",
                "x-name|a\r\nx-user-role: admin",
                "x-name|a\nb",
                "x-name|a\u0000b",
                "x\r\nname|a",
                "x name|a",
                "X-Name|a",
                "|a",
                ":path|/other",
                ":status|200",
                ":unknown|a",
                "host|other.example",
                "content-length|3"
            })
    void malformedRequestsAreResetAndOthersServed(String field) throws IOException {
        int before = edge.edge().executed.get();
        String[] pair = field.split("\\|", 2);
        try (Http2Client client = edge.client()) {
            Answer answer = client.get(1, "/hello", pair[0], pair[1]).answer(1);

            assertThat(answer.status()).isZero();
            assertThat(answer.reset()).isEqualTo(PROTOCOL_ERROR);
            assertThat(edge.edge().executed).hasValue(before);
            assertThat(client.get(3, "/hello").answer(3).status()).isEqualTo(200);
        }
    }

    @Test
    void pseudoHeadersComeFirstOnceAndWhole() throws IOException {
        String[][] malformed = {
            {":method", "GET", ":scheme", "https", ":path", "/hello", "a", "b", ":authority", "x"},
            {":method", "GET", ":method", "POST", ":scheme", "https", ":path", "/hello"},
            {":method", "GET", ":scheme", "https"},
            {":scheme", "https", ":path", "/hello", ":authority", "x"},
            {":method", "GET", ":path", "/hello", ":authority", "x"},
            {":method", "GET", ":scheme", "https", ":path", "", ":authority", "x"},
            // RFC 8441: a WebSocket comes by HTTP/1.1.
            {
                ":method",
                "CONNECT",
                ":protocol",
                "websocket",
                ":scheme",
                "https",
                ":path",
                "/x",
                ":authority",
                "x"
            }
        };
        try (Http2Client client = edge.client()) {
            int stream = 1;
            for (String[] fields : malformed) {
                Answer answer = client.headers(stream, true, fields).answer(stream);
                assertThat(answer.status()).as(String.join(" ", fields)).isZero();
                assertThat(answer.reset()).isEqualTo(PROTOCOL_ERROR);
                stream += 2;
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ":authority=a@b|0",
                ":authority=a b|0",
                ":path=*|400",
                ":path=https://evil.example/hello|400",
                ":path=/a/../hello|400",
                ":path=/%2e%2e/hello|400",
                ":path=/a%2fb|400",
                ":path=/a b|400",
                ":path=/hello#a|400",
                ":scheme=http|400",
                ":scheme=javascript|400",
                ":method=TRACE|405",
                ":method=BREW|405"
            })
    void whatCouldBeReadInTwoWaysIsRefused(String field, int status) throws IOException {
        String[] pair = field.split("=", 2);
        String[] fields = {
            ":method", "GET", ":scheme", "https", ":authority", "gateway.example", ":path", "/hello"
        };
        for (int i = 0; i < fields.length; i += 2) {
            if (fields[i].equals(pair[0])) {
                fields[i + 1] = pair[1];
            }
        }
        try (Http2Client client = edge.client()) {
            Answer answer = client.headers(1, true, fields).answer(1);
            assertThat(answer.status()).isEqualTo(status);
            assertThat(client.get(3, "/hello").answer(3).status()).isEqualTo(200);
        }
    }

    @Test
    void connectIsRefused() throws IOException {
        try (Http2Client client = edge.client()) {
            client.headers(1, false, ":method", "CONNECT", ":authority", "evil.example:443");
            assertThat(client.answer(1).status()).isEqualTo(405);
            // RFC 8441 section 4: of CONNECT alone, and not offered here.
            client.get(5, "/hello", ":protocol", "websocket");
            assertThat(client.answer(5).status()).isEqualTo(400);
            assertThat(client.get(7, "/hello").answer(7).status()).isEqualTo(200);
        }
    }

    @Test
    void twoHostsAreRefusedAlsoBesideTheAuthority() throws IOException {
        try (Http2Client client = edge.client()) {
            client.get(1, "/hello", "host", "gateway.example", "host", "evil.example");
            assertThat(client.answer(1).status()).isEqualTo(400);
            client.get(3, "/hello", "host", "gateway.example");
            assertThat(client.answer(3).status()).isEqualTo(200);
            client.headers(
                    5, true, ":method", "GET", ":scheme", "https", ":path", "/hello", "host", "a");
            assertThat(client.answer(5).status()).isEqualTo(200);
            client.headers(7, true, ":method", "GET", ":scheme", "https", ":path", "/hello");
            assertThat(client.answer(7).status()).isEqualTo(400);
        }
    }

    @Test
    void bodiesThatAreNotAsAnnouncedAreReset() throws Exception {
        try (SecureEdge own = new SecureEdge();
                Http2Client client = own.client()) {
            client.request(1, "POST", "/echo", false, "content-length", "5").data(1, "four", true);
            assertThat(client.answer(1).reset()).isEqualTo(PROTOCOL_ERROR);
            assertThat(client.soFar(1).status()).isZero();
            client.request(3, "POST", "/echo", false, "content-length", "3").data(3, "four", false);
            assertThat(client.answer(3).reset()).isEqualTo(PROTOCOL_ERROR);

            assertThat(own.edge().executed).hasValue(0);
            assertThat(own.edge().nextFinished().status()).isEqualTo(400);
        }
    }

    @Test
    void tooLargeABodyIsRefusedBeforeAndWhileItIsRead() throws IOException {
        try (Http2Client client = edge.client()) {
            client.request(1, "POST", "/echo", false, "content-length", "1001");
            assertThat(client.answer(1).status()).isEqualTo(413);

            client.request(3, "POST", "/echo", false).data(3, "x".repeat(1_001), false);
            assertThat(client.answer(3).status()).isEqualTo(413);
            assertThat(client.get(5, "/hello").answer(5).status()).isEqualTo(200);
        }
    }

    @Test
    void aSlowReaderHoldsUpOnlyItself() throws Exception {
        try (SecureEdge own = new SecureEdge();
                Http2Client client = own.client().takingNothing()) {
            client.window(0, 10_000_000);
            client.get(1, "/written?lines=100000");
            while (client.soFar(1).length() < 65_535) {
                client.next();
            }
            int written = own.edge().executed.get();
            client.get(3, "/hello");

            assertThat(client.answer(3).status()).isEqualTo(200);
            // Of 100 MB only what fits the windows and buffers has been made.
            assertThat(written).isLessThan(1_000);
            assertThat(client.soFar(1).length()).isEqualTo(65_535);

            client.reset(1, CANCEL);
            assertThat(own.edge().entered.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Each upload waits in a window of its own, and all of them in the connection's. */
    @Test
    void uploadsThatNobodyReadsDoNotStallTheNext() throws IOException {
        try (Http2Client client = edge.client()) {
            String part = "x".repeat(16_000);
            for (int stream = 1; stream < 40; stream += 2) {
                client.request(stream, "POST", "/unread", false);
                for (int i = 0; i < 4; i++) {
                    client.data(stream, part, false);
                }
            }
            client.request(41, "POST", "/echo", false).data(41, "read", true);
            assertThat(client.answer(41).body()).isEqualTo("read");
        }
    }

    @Test
    void aTinyWindowGetsItsAnswerPieceByPiece() throws IOException {
        try (Http2Client client =
                Http2Client.to(edge.port(), edge.trusting(), INITIAL_WINDOW, 1).takingNothing()) {
            client.get(1, "/hello?n=abc");
            while (!client.soFar(1).isEnded()) {
                if (client.next().type() == Http2Client.DATA) {
                    client.window(1, 1);
                }
            }
            assertThat(client.soFar(1).body()).contains("\"n\":\"abc\"").endsWith("}");
        }
    }

    @Test
    void aGracefulCloseSaysSoAndAnswersWhatHasBegun() throws Exception {
        SecureEdge own = new SecureEdge();
        try (Http2Client client = own.client()) {
            client.get(1, "/slow?n=begun");
            own.edge().entered.await();
            CompletableFuture<Void> closed = CompletableFuture.runAsync(own::close);
            while (client.goAway() == Http2Client.NOTHING) {
                client.next();
            }
            own.edge().leave.release();

            assertThat(client.goAway()).isEqualTo(NO_ERROR);
            assertThat(client.answer(1).body()).contains("begun");
            client.end();
            closed.get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void aClientThatLeavesAStreamIsSeenToHaveLeft() throws Exception {
        try (SecureEdge own = new SecureEdge();
                Http2Client client = own.client()) {
            client.get(1, "/slow");
            own.edge().entered.await();
            client.reset(1, CANCEL);

            assertThat(own.edge().nextFinished().status()).isEqualTo(Exchange.CLIENT_LEFT);
            own.edge().leave.release();
            assertThat(client.get(3, "/hello").answer(3).status()).isEqualTo(200);
        }
    }
}
