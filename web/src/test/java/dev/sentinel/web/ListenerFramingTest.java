package dev.sentinel.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.web.RawClient.Answer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Messages whose end or addressee two hops could see differently (RFC 9112 sections 2.2, 3.2, 5,
 * 6.3, 11.2): refused, closed, nothing executed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListenerFramingTest {
    private static final String SMUGGLED = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final Edge edge;

    ListenerFramingTest() throws IOException {
        edge = new Edge();
    }

    @AfterAll
    void close() {
        edge.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 3\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 3",
                "Content-Length: 3\r\nContent-Length: 4",
                "Content-Length: 3\r\nContent-Length: 3",
                "Content-Length: 3, 4",
                "Content-Length: +3",
                "Content-Length: -3",
                "Content-Length: 0x3",
                "Content-Length: 3_0",
                "Content-Length: 3 3",
                "Content-Length: ",
                "Content-Length: 99999999999999999999",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: identity",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked, chunked",
                "Transfer-Encoding: chunked, gzip",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: \"chunked\"",
                "Transfer-Encoding: \u000bchunked",
                "Transfer-Encoding: chunked\t, identity",
                "Transfer-Encoding: chun\tked",
                "Transfer-Encoding\t: chunked",
                "Transfer-Encoding : chunked",
                "Content-Length : 3",
                "X-Name",
                "X-Name: a\u0000b",
                "X Name: a",
                ": a",
                "X-Name: a\r\n b",
                "X-Name: a\r\n\tContent-Length: 3",
                " X-Name: a",
                "Host: evil.example"
            })
    void ambiguousHeadersAreRefused(String headers) throws IOException {
        refused("POST /echo HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n\r\nPOST /echo HTTP/1.1\r\nHost: localhost\r\n X: a\r\nContent-Length: 3\r\n\r\n",
                "POST /echo HTTP/1.1\nHost: localhost\nContent-Length: 3\n\n",
                "POST /echo HTTP/1.1\r\nHost: localhost\nContent-Length: 3\r\n\r\n",
                "POST /echo HTTP/1.1\r\nHost: localhost\r\nX: a\nContent-Length: 3\r\n\r\n",
                "POST /echo HTTP/1.1\r\nHost: localhost\r\nX: a\rb\r\nContent-Length: 3\r\n\r\n",
                "POST /echo HTTP/1.1\r\nContent-Length: 3\r\n\r\n",
                "POST /echo HTTP/1.1\r\nHost: a b\r\nContent-Length: 3\r\n\r\n",
                "POST /echo HTTP/1.1\r\nHost: a/b\r\nContent-Length: 3\r\n\r\n",
                "POST /echo HTTP/1.1\r\nHost: user@a\r\nContent-Length: 3\r\n\r\n",
                "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST /echo\r\nHost: localhost\r\nContent-Length: 3\r\n\r\n",
                "POST /echo HTTP/1.1 x\r\nHost: localhost\r\nContent-Length: 3\r\n\r\n"
            })
    void ambiguousMessagesAreRefused(String message) throws IOException {
        refused(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3\nabc\r\n0\r\n\r\n",
                "3\r\nabc\n0\r\n\r\n",
                "+3\r\nabc\r\n0\r\n\r\n",
                "-1\r\nabc\r\n0\r\n\r\n",
                "0x3\r\nabc\r\n0\r\n\r\n",
                "3 3\r\nabc\r\n0\r\n\r\n",
                "3 \r\nabc\r\n0\r\n\r\n",
                " 3\r\nabc\r\n0\r\n\r\n",
                "3\t\r\nabc\r\n0\r\n\r\n",
                "3\r\nabc\r\n0 \r\n\r\n",
                "3\rabc\r\n0\r\n\r\n",
                "\r\nabc\r\n0\r\n\r\n",
                "zz\r\nabc\r\n0\r\n\r\n",
                "2\r\nabc\r\n0\r\n\r\n",
                "ffffffffffffffff\r\nabc\r\n0\r\n\r\n",
                "3;x=\n\r\nabc\r\n0\r\n\r\n"
            })
    void brokenChunksAreRefusedAndEndTheConnection(String chunks) throws IOException {
        int before = edge.executed.get();
        try (RawClient client = edge.client()) {
            client.request("POST /echo", "Transfer-Encoding: chunked").send(chunks + SMUGGLED);

            Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("not valid HTTP");
            assertThat(client.isClosedByServer()).isTrue();
        }
        assertThat(edge.executed).hasValue(before);
    }

    /** A fold may come in pieces, and in a request behind another. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n|\r\nGET /hello HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n",
                "GET /hello HTTP/1.1\r\nHost: localhost\r\n|X: a\r\n| b\r\n\r\n",
                "GET /hello HTTP/1.1\r\nHost: localhost\r\nX: a\r\n|\tb\r\n\r\n",
                "GET /hello HTTP/1.1\r\nHost: localhost\r\nX: a|\r\n b\r\n\r\n"
            })
    void foldedHeadsAreRefusedHoweverTheyArrive(String pieces) throws IOException {
        int before = edge.executed.get();
        try (RawClient client = edge.client()) {
            for (String piece : List.of(pieces.split("\\|", -1))) {
                client.send(piece);
            }
            Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("must not fold");
            assertThat(client.isClosedByServer()).isTrue();
        }
        assertThat(edge.executed).hasValue(before);
    }

    @Test
    void aBodyMayHaveLinesThatBeginWithABlank() throws IOException {
        try (RawClient client = edge.client()) {
            String body = " a\r\n b\n\tc\r\n\r\n d";
            client.request("POST /echo", "Content-Length: " + body.length()).send(body);
            assertThat(client.answer().status()).isEqualTo(200);
            client.request("POST /echo", "Transfer-Encoding: chunked")
                    .send("5\r\n\n b\r\n\r\n0\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(200);

            client.send("GET /hello HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(400);
        }
    }

    @Test
    void aRefusalIsInTheListenersDialectAndObserved() throws Exception {
        try (Edge own = new Edge();
                RawClient client = own.client()) {
            Answer answer = client.send("nonsense\r\n\r\n").answer();

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body())
                    .isEqualTo(
                            "{\"code\":\"VALIDATION_ERROR\","
                                    + "\"message\":\"the request is not valid HTTP\"}");
            assertThat(own.nextFinished().status()).isEqualTo(400);
        }
    }

    @Test
    void aLongRequestLineIs414AndLongHeadersAre431() throws IOException {
        try (RawClient client = edge.client()) {
            assertThat(client.request("GET /" + "a".repeat(9_000)).answer().status())
                    .isEqualTo(414);
        }
        try (RawClient client = edge.client()) {
            assertThat(client.request("GET /hello", "X: " + "a".repeat(17_000)).answer().status())
                    .isEqualTo(431);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/2.0", "HTTP/2.7", "HTTP/0.9", "HTTP/1.2", "HTCPCP/1.0"})
    void anotherVersionIsRefusedInOneOfOurs(String version) throws IOException {
        int before = edge.executed.get();
        try (RawClient client = edge.client()) {
            client.send("GET /hello " + version + "\r\nHost: localhost\r\n\r\n" + SMUGGLED);

            Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(505);
            assertThat(answer.statusLine()).startsWith("HTTP/1.1 ");
            assertThat(client.isClosedByServer()).isTrue();
        }
        assertThat(edge.executed).hasValue(before);
    }

    @Test
    void theClearTextUpgradeToHttp2IsNotTaken() throws IOException {
        try (RawClient client = edge.client()) {
            Answer answer =
                    client.request(
                                    "GET /hello",
                                    "Connection: Upgrade, HTTP2-Settings",
                                    "Upgrade: h2c",
                                    "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA")
                            .answer();
            assertThat(answer.status()).isEqualTo(200);
        }
    }

    @Test
    void http10NeedsNoHostAndCloses() throws IOException {
        try (RawClient client = edge.client()) {
            assertThat(client.send("GET /hello HTTP/1.0\r\n\r\n").answer().status()).isEqualTo(200);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    private void refused(String message) throws IOException {
        int before = edge.executed.get();
        try (RawClient client = edge.client()) {
            client.send(message + "abc" + SMUGGLED);

            assertThat(client.answer().status()).isEqualTo(400);
            assertThat(client.isClosedByServer()).isTrue();
        }
        assertThat(edge.executed).hasValue(before);
    }
}
