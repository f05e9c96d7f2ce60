package dev.sentinel.gateway.wire;

import static dev.sentinel.gateway.wire.RunningGateway.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract studio §7.5: each failure has its status and code, and tells nothing of the inside. */
class FailureTest {
    @Test
    void serviceThatIsNotThereIs503WithRetryAfter() throws Exception {
        try (RunningGateway gateway = new RunningGateway(freePort());
                Bytes client = gateway.connect()) {
            String answer = client.send(request("GET /v1/cases")).readMessage();

            assertThat(answer).startsWith("HTTP/1.1 503 ").contains("SERVICE_UNAVAILABLE");
            assertThat(answer).doesNotContain("127.0.0.1", "refused", "Exception");
            assertThat(Bytes.header(answer, "Retry-After")).isEqualTo("1");
            assertThat(Bytes.header(answer, "Content-Type")).isEqualTo("application/problem+json");
        }
    }

    /** The caller is told a code; whoever runs this finds the cause by the id that it came with. */
    @Test
    void causeIsInTheLogUnderTheRequestId() throws Exception {
        try (LogLines log = LogLines.of("dev.sentinel.gateway.forward.FailedCalls");
                RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, number) -> {
                            connection.readMessage();
                            connection.send(
                                    number == 1
                                            ? "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n"
                                            : "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                            if (number > 1) {
                                connection.readAll();
                            }
                        });
                RunningGateway gateway = new RunningGateway(upstream.port());
                RunningGateway lonely = new RunningGateway(freePort());
                Bytes client = gateway.connect();
                Bytes other = lonely.connect()) {
            String post = request("POST /v1/cases", "Content-Length: 0");
            String refused = id(client.send(post).readMessage());
            String well = id(client.send(post).readMessage());
            String unreached = id(other.send(request("GET /v1/cases")).readMessage());

            assertThat(log.lines())
                    .contains(
                            "INFO call "
                                    + refused
                                    + " to risk failed: it refuses the gateway's credential,"
                                    + " status 401",
                            "INFO call "
                                    + unreached
                                    + " to risk failed: no connection: refused, unknown host or"
                                    + " TLS")
                    .noneMatch(line -> line.contains(well));
        }
    }

    private static String id(String answer) {
        String id = Bytes.header(answer, "X-Request-ID");
        assertThat(id).as(answer).isNotEmpty();
        return id;
    }

    @Test
    void silentServiceIs504() throws Exception {
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> connection.readAll());
                RunningGateway gateway =
                        new RunningGateway(upstream.port(), "read_timeout_ms: 200");
                Bytes client = gateway.connect()) {
            for (int i = 0; i < 2; i++) {
                String answer = client.send(request("GET /v1/cases")).readMessage();
                assertThat(answer).startsWith("HTTP/1.1 504 ").contains("UPSTREAM_TIMEOUT");
            }
            assertThat(upstream.connectionCount()).as("a time-out is not tried again").isEqualTo(2);
        }
    }

    /** The queue before it is full: another connection is neither taken nor refused. */
    @Test
    void serviceThatTakesNoConnectionIs504() throws Exception {
        List<Socket> queue = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            while (isTaken(full, queue)) {
                assertThat(queue).as("a queue of one and a few").hasSizeLessThan(16);
            }
            try (RunningGateway gateway =
                            new RunningGateway(full.getLocalPort(), "connect_timeout_ms: 300");
                    Bytes client = gateway.connect()) {
                assertThat(client.send(request("GET /v1/cases")).readMessage())
                        .startsWith("HTTP/1.1 504 ")
                        .contains("UPSTREAM_TIMEOUT");
            }
        } finally {
            for (Socket waiting : queue) {
                waiting.close();
            }
        }
    }

    private static boolean isTaken(ServerSocket by, List<Socket> queue) throws IOException {
        Socket another = new Socket();
        queue.add(another);
        try {
            another.connect(by.getLocalSocketAddress(), 500);
            return true;
        } catch (SocketTimeoutException full) {
            return false;
        }
    }

    @Test
    void silenceWithinAnAnswerEndsTheConnection() throws Exception {
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            connection.readMessage();
                            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
                            connection.readAll();
                        });
                RunningGateway gateway =
                        new RunningGateway(upstream.port(), "read_timeout_ms: 200");
                Bytes client = gateway.connect()) {
            assertThat(client.send(request("GET /v1/cases")).readAll()).endsWith("\r\n\r\nhalf");
        }
    }

    @Test
    void clientThatStopsSendingIs408() throws Exception {
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> connection.readAll());
                RunningGateway gateway =
                        new RunningGateway(upstream.port(), "read_timeout_ms: 200");
                Bytes client = gateway.connect()) {
            client.send(request("POST /v1/cases", "Content-Length: 100") + "begun");

            assertThat(client.readMessage()).startsWith("HTTP/1.1 408 ");
        }
    }

    @ParameterizedTest(name = "{0} is {1} {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 401 No~Content-Length: 6~WWW-Authenticate: Basic~~secret | 502 | UPSTREAM_AUTH_FAILED",
                "HTTP/1.1 407 No~Content-Length: 6~~secret | 502 | UPSTREAM_AUTH_FAILED",
                "nonsense secret~~ | 502 | UPSTREAM_BAD_RESPONSE",
                "HTTP/1.1 200 OK~Content-Length: 3~Content-Length: 7~~secret | 502 | UPSTREAM_BAD_RESPONSE",
                "HTTP/1.1 200 OK~Content-Length: x~~secret | 502 | UPSTREAM_BAD_RESPONSE",
                "HTTP/1.1 200 OK~Transfer-Encoding: gzip~Content-Length: 6~~secret | 502 | UPSTREAM_BAD_RESPONSE",
                "HTTP/1.1 200 OK~Transfer-Encoding: gzip, chunked~~6~secret~0~~ | 502 | UPSTREAM_BAD_RESPONSE",
                "HTTP/1.1 200 OK~Transfer-Encoding: chunked~Content-Length: 6~~6~secret~0~~ | 502 | UPSTREAM_BAD_RESPONSE",
                "HTTP/1.1 99 Early~~HTTP/1.1 200 OK~Content-Length: 6~~secret | 502 | UPSTREAM_BAD_RESPONSE",
                "HTTP/1.1 1000 Late~Content-Length: 6~~secret | 502 | UPSTREAM_BAD_RESPONSE",
                "HTTP/1.1 101 Switching~Upgrade: secret~~ | 502 | UPSTREAM_BAD_RESPONSE"
            })
    void answerThatMustNotPassIs502(String lines, int status, String code) throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.answering(lines.replace("~", "\r\n"));
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            String answer =
                    client.send(request("POST /v1/cases", "Content-Length: 0")).readMessage();

            assertThat(Bytes.status(answer)).as(answer).isEqualTo(status);
            assertThat(answer).contains(code).doesNotContain("secret", "WWW-Authenticate");
        }
    }

    /** Contract studio §7.5: at most one retry, of GET and HEAD, when nothing was received. */
    @ParameterizedTest(name = "{0} on a connection that ends {1} is {2} after {3} tries")
    @CsvSource({
        "GET, before the answer, 200, 2",
        "HEAD, before the answer, 200, 2",
        "POST, before the answer, 502, 1",
        "GET, within the head, 502, 1"
    })
    void retriesOnlyWhatIsSafeAndUnanswered(String method, String when, int status, int tries)
            throws Exception {
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, number) -> {
                            connection.readMessage(!method.equals("POST"));
                            if (when.equals("within the head")) {
                                connection.send("HTTP/1.1 200 OK\r\nContent-");
                            } else if (number > 1) {
                                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                                connection.readAll();
                            }
                        });
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            String length = method.equals("POST") ? "Content-Length: 0" : "X: y";
            String answer =
                    client.send(request(method + " /v1/cases", length))
                            .readMessage(method.equals("HEAD"));

            assertThat(Bytes.status(answer)).as(answer).isEqualTo(status);
            assertThat(upstream.connectionCount()).isEqualTo(tries);
        }
    }

    /** A service that fails for everybody is not asked twice by everybody. */
    @Test
    void retriesEndWithTheirBudget() throws Exception {
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> connection.readMessage());
                RunningGateway gateway =
                        new RunningGateway(upstream.port(), "breaker: { failures: 1000 }");
                Bytes client = gateway.connect()) {
            for (int i = 0; i < 15; i++) {
                assertThat(client.send(request("GET /v1/cases")).readMessage())
                        .startsWith("HTTP/1.1 502 ");
            }
            // Ten, and one more that the calls themselves have made.
            assertThat(upstream.connectionCount()).isEqualTo(15 + 11);
        }
    }

    /**
     * RFC 9112 §9.5: a service that refuses a body and closes is heard, though the rest of the body
     * meets a reset; it has not failed, and uploads of one caller close it to nobody.
     */
    @Test
    void serviceThatRefusesABodyAndClosesIsHeard() throws Exception {
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            connection.readHead();
                            connection.send(
                                    Bytes.lines(
                                            "HTTP/1.1 422 Not This",
                                            "Connection: close",
                                            "Content-Length: 4",
                                            "",
                                            "this"));
                            connection.reset();
                        });
                RunningGateway gateway = new RunningGateway(upstream.port())) {
            for (int i = 0; i < 10; i++) {
                try (Bytes client = gateway.connect()) {
                    client.send(request("POST /v1/cases", "Content-Length: 3000000"));
                    Thread sending = Thread.startVirtualThread(() -> sendBody(client, 3_000_000));

                    String answer = client.readHead();
                    assertThat(answer).startsWith("HTTP/1.1 422 ");
                    assertThat(client.read(4)).isEqualTo("this");
                    sending.join();
                }
            }
        }
    }

    /** Five in a row would open the breaker, for everybody. */
    @Test
    void serviceThatHangsUpOnClientsWhoDoNotSendHasNotFailed() throws Exception {
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            if (connection.readHead().startsWith("GET")) {
                                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                            }
                        });
                RunningGateway gateway = new RunningGateway(upstream.port())) {
            for (int i = 0; i < 6; i++) {
                try (Bytes client = gateway.connect()) {
                    client.send(request("POST /v1/cases", "Content-Length: 100") + "begun");
                    assertThat(client.readMessage()).startsWith("HTTP/1.1 502 ");
                }
            }
            try (Bytes client = gateway.connect()) {
                assertThat(client.send(request("GET /v1/cases")).readMessage())
                        .startsWith("HTTP/1.1 200 ");
            }
        }
    }

    private static void sendBody(Bytes to, int length) {
        try {
            to.socket().getOutputStream().write(new byte[length]);
        } catch (IOException unwanted) {
            // The answer has come before.
        }
    }

    @Test
    void fiveFailuresInARowOpenTheBreaker() throws Exception {
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> connection.readMessage());
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            for (int i = 0; i < 5; i++) {
                String answer =
                        client.send(request("POST /v1/cases", "Content-Length: 0")).readMessage();
                assertThat(answer).startsWith("HTTP/1.1 502 ").contains("UPSTREAM_ERROR");
            }
            String answer = client.send(request("GET /v1/cases")).readMessage();

            assertThat(answer).startsWith("HTTP/1.1 503 ");
            assertThat(Integer.parseInt(Bytes.header(answer, "Retry-After"))).isBetween(9, 10);
            assertThat(upstream.connectionCount()).isEqualTo(5);
        }
    }

    /** Two event loops, each with one connection and one place to wait, whichever serves whom. */
    @Test
    void callsBeyondPoolAndQueueAre503AndNobodyWaitsLong() throws Exception {
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> connection.readAll());
                RunningGateway gateway =
                        new RunningGateway(
                                upstream.port(),
                                "pool: { connections: 2, waiting: 2, wait_ms: 300 }")) {
            List<Bytes> clients = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                clients.add(gateway.connect().send(request("GET /v1/cases")));
            }

            int refused = 0;
            for (Bytes client : clients) {
                client.socket().setSoTimeout(1_500);
                refused += client.readAll().startsWith("HTTP/1.1 503 ") ? 1 : 0;
            }
            assertThat(upstream.connectionCount()).isBetween(1, 2);
            assertThat(refused).isEqualTo(6 - upstream.connectionCount());
            for (Bytes client : clients) {
                client.reset();
            }
        }
    }

    /** A connection each of both event loops, a byte on it, and nobody else would be served. */
    @Test
    void clientsWhoseBodiesDripDoNotKeepOthersOut() throws Exception {
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            connection.readMessage();
                            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                        });
                RunningGateway gateway =
                        new RunningGateway(
                                upstream.port(),
                                "pool: { connections: 2, waiting: 2, wait_ms: 200 }")) {
            List<Bytes> dripping = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                Bytes client = gateway.connect();
                String open = "GET /healthz HTTP/1.1\r\nHost: g\r\n";
                dripping.add(client.send(open + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n"));
            }
            int reached = 0;
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
            while (reached < 4 && System.nanoTime() - until < 0) {
                try (Bytes client = gateway.connect()) {
                    String answer = client.send(request("GET /v1/cases")).readMessage();
                    reached += answer.startsWith("HTTP/1.1 200 ") ? 1 : 0;
                }
            }
            assertThat(reached).isEqualTo(4);
            for (Bytes client : dripping) {
                client.reset();
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
