package dev.sentinel.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.web.RawClient.Answer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How bodies are read and bounded. The route takes 1,000 bytes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListenerBodyTest {
    private final Edge edge;

    ListenerBodyTest() throws IOException {
        edge = new Edge();
    }

    @AfterAll
    void close() {
        edge.close();
    }

    @Test
    void aBodyOfAnnouncedLengthArrivesWhole() throws IOException {
        Answer answer = post("/echo", "x".repeat(1_000), "Content-Length: 1000");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("x".repeat(1_000));
    }

    @Test
    void aChunkedBodyArrivesWhole() throws IOException {
        Answer answer =
                post(
                        "/echo",
                        "5\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\n\r\n",
                        "Transfer-Encoding: chunked");

        assertThat(answer.body()).isEqualTo("hello world");
    }

    @Test
    void aLargeBodyGrowsToTheRoutesLimit() throws IOException {
        try (RawClient client = edge.client()) {
            client.request("POST /upload", "Authorization: Bearer alice", "Content-Length: 65536");
            for (int i = 0; i < 64; i++) {
                client.send("y".repeat(1_024));
            }
            assertThat(client.answer().body()).hasSize(65_536);
        }
    }

    @Test
    void oneByteTooManyIsRefusedBeforeItIsRead() throws IOException {
        int before = edge.executed.get();
        try (RawClient client = edge.client()) {
            Answer answer = client.request("POST /echo", "Content-Length: 1001").answer();

            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).contains("1000 bytes");
            assertThat(answer.header("Connection")).contains("close");
        }
        assertThat(edge.executed).hasValue(before);
    }

    @Test
    void oneChunkTooManyIsRefusedAndTheConnectionCloses() throws IOException {
        int before = edge.executed.get();
        try (RawClient client = edge.client()) {
            client.request("POST /echo", "Transfer-Encoding: chunked");
            client.send("1f4\r\n" + "x".repeat(500) + "\r\n1f5\r\n" + "x".repeat(501) + "\r\n");
            Answer answer = client.answer();

            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.header("Connection")).contains("close");
            client.send("0\r\n\r\n");
            assertThat(client.isClosedByServer()).isTrue();
        }
        assertThat(edge.executed).hasValue(before);
    }

    @Test
    void nothingRunsAfterAnAnswerThatClosed() throws IOException {
        // RFC 9112 section 9.6
        int before = edge.executed.get();
        try (RawClient client = edge.client()) {
            client.request("POST /echo", "Content-Length: 1001");
            client.send("x".repeat(1_001) + "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n");

            assertThat(client.answer().status()).isEqualTo(413);
            assertThat(client.isClosedByServer()).isTrue();
        }
        assertThat(edge.executed).hasValue(before);
    }

    @Test
    void aRefusedUploadIsAnsweredAlthoughTheClientGoesOnSending() throws IOException {
        try (RawClient client = edge.client()) {
            client.request("POST /upload", "Content-Length: 60000");
            for (int i = 0; i < 60; i++) {
                client.send("z".repeat(1_000));
            }
            Answer answer = client.answer();

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("Connection")).contains("close");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    /** RFC 9112 section 9.6: a reset must not overtake the refusal of a body on its way. */
    @Test
    void theRefusalOfALargeUploadIsReadByAClientThatSendsAllOfIt() throws IOException {
        try (RawClient client = edge.client()) {
            client.request("POST /upload", "Content-Length: 20000000");
            String part = "z".repeat(1_000_000);
            for (int i = 0; i < 20; i++) {
                client.send(part);
            }
            assertThat(client.answer().status()).isEqualTo(401);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void aRefusedUploadSeesTheEndBeforeItHasSentAll() throws IOException {
        try (RawClient client = edge.client()) {
            client.request("POST /upload", "Content-Length: 60000").send("z");
            assertThat(client.answer().status()).isEqualTo(401);
            assertThat(client.isClosedByServer()).isTrue();
            // Only our half: what is still sent is read and thrown away.
            client.send("z".repeat(59_999));
        }
    }

    @Test
    void aClientThatNeverEndsARefusedUploadIsCutOff() throws IOException {
        try (RawClient client = edge.client()) {
            client.request("POST /upload", "Content-Length: 60000").send("z");

            assertThat(client.answer().status()).isEqualTo(401);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void continueIsSentOnlyWhenTheBodyIsWanted() throws IOException {
        // RFC 9110 section 10.1.1
        try (RawClient client = edge.client()) {
            client.request("POST /echo", "Content-Length: 2", "Expect: 100-continue");
            assertThat(client.answer().status()).isEqualTo(100);
            assertThat(client.send("ok").answer().body()).isEqualTo("ok");

            client.request("POST /echo", "Content-Length: 2000", "Expect: 100-continue");
            assertThat(client.answer().status()).isEqualTo(413);
        }
    }

    @Test
    void aBodyThatIsSlowIsRefused() throws IOException {
        Duration ample = Duration.ofSeconds(20);
        try (Edge hasty = new Edge(Edge.limits(ample, ample, Duration.ofMillis(300)));
                RawClient client = hasty.client()) {
            client.request("POST /echo", "Content-Length: 10").send("drip");
            Answer answer = client.answer();

            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.header("Connection")).contains("close");
            assertThat(client.isClosedByServer()).isTrue();
            assertThat(hasty.executed).hasValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\":", "{\"name\":\"a\"}x", "", "\u0000"})
    void whatIsNotJsonIsRefused(String body) throws IOException {
        Answer answer =
                post(
                        "/json",
                        body,
                        "Content-Type: application/json",
                        "Content-Length: " + body.length());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).doesNotContain("Exception", "jackson");
    }

    @Test
    void jsonNeedsItsTypeAndNoCoding() throws IOException {
        String body = "{\"name\":\"bot\"}";
        String length = "Content-Length: " + body.length();

        assertThat(post("/json", body, length).status()).isEqualTo(415);
        assertThat(post("/json", body, length, "Content-Type: text/plain").status()).isEqualTo(415);
        assertThat(
                        post(
                                        "/json",
                                        body,
                                        length,
                                        "Content-Type: application/json",
                                        "Content-Encoding: gzip")
                                .status())
                .isEqualTo(415);
        assertThat(
                        post("/json", body, length, "Content-Type: Application/JSON; charset=utf-8")
                                .body())
                .isEqualTo("{\"name\":\"bot\"}");
    }

    @Test
    void aStreamIsEchoedChunkByChunk() throws IOException {
        try (RawClient client = edge.client()) {
            client.request(
                    "POST /stream/a/b",
                    "Authorization: Bearer alice",
                    "Transfer-Encoding: chunked");
            client.send("3\r\nabc\r\n");
            Answer head = client.answer();
            client.send("0\r\n\r\n");

            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Transfer-Encoding")).contains("chunked");
        }
    }

    private Answer post(String path, String body, String... headers) throws IOException {
        try (RawClient client = edge.client()) {
            return client.request("POST " + path, headers).send(body).answer();
        }
    }
}
