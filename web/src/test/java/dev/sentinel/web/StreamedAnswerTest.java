package dev.sentinel.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.web.RawClient.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bodies that are written while they leave. */
class StreamedAnswerTest {
    private final Edge edge;
    private final HttpClient http = HttpClient.newHttpClient();

    StreamedAnswerTest() throws IOException {
        edge = new Edge();
    }

    @AfterEach
    void close() {
        http.close();
        edge.close();
    }

    @Test
    void aLongBodyArrivesWholeAndTheConnectionGoesOn() throws Exception {
        HttpResponse<String> answer = get("/written?lines=5000");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Transfer-Encoding")).contains("chunked");
        assertThat(answer.headers().firstValue("Content-Length")).isEmpty();
        assertThat(answer.body()).hasSize(5_000_000);
        assertThat(get("/written").body()).isEmpty();
        assertThat(get("/hello?n=1").statusCode()).isEqualTo(200);
        assertThat(edge.nextFinished().status()).isEqualTo(200);
    }

    @Test
    void whatFailsBeforeTheFirstPieceIsAnAnswerLikeAnyOther() throws Exception {
        HttpResponse<String> answer = get("/written?lines=9&failsAt=1");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("secret").doesNotContain("xxx");
    }

    @Test
    void whatFailsLaterNeverLooksWhole() {
        // RFC 9112 section 8: without the last chunk the message is incomplete.
        assertThatThrownBy(() -> get("/written?lines=900&failsAt=800"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aClientThatReadsNothingHoldsTheWriterBackAndLeavingEndsIt() throws Exception {
        try (RawClient client = edge.client()) {
            client.request("GET /written?lines=100000000");
            assertThat(client.answer("HEAD").status()).isEqualTo(200);
        }
        assertThat(edge.entered.await(20, TimeUnit.SECONDS)).isTrue();
        // 100 GB were asked for; no more left than the sockets' buffers hold.
        assertThat(edge.executed.get()).isLessThan(100_000);
    }

    /**
     * However large the kernel's buffers may grow: whoever waits is to see what the client takes.
     */
    @Test
    void whatAClientDoesNotTakeDoesNotPileUpBehindIt() throws Exception {
        try (RawClient client = edge.client()) {
            client.request("GET /written?lines=100000000");
            assertThat(client.answer("HEAD").status()).isEqualTo(200);

            int lines = -1;
            while (lines != edge.executed.get()) {
                lines = edge.executed.get();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
            }
            assertThat(lines).isLessThan(1_000);
        }
    }

    @Test
    void aClientOfHttp10IsToldTheEndByTheConnection() throws Exception {
        try (RawClient client = edge.client()) {
            client.send("GET /written?lines=2 HTTP/1.0\r\nHost: localhost\r\n\r\n");
            Answer head = client.answer("HEAD");

            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Transfer-Encoding")).isEmpty();
            assertThat(head.header("Connection")).contains("close");
        }
    }

    @Test
    void aHeadIsAnsweredWithoutWriting() throws Exception {
        HttpResponse<String> answer =
                http.send(
                        request("/written?lines=5000")
                                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(edge.executed).hasValue(0);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.port() + path));
    }
}
