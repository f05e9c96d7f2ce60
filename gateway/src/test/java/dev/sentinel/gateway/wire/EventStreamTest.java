package dev.sentinel.gateway.wire;

import static dev.sentinel.gateway.wire.RunningGateway.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.trust.revocation.OpenStreams.End;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract studio §7.6: server-sent events, also on routes that wrap. */
class EventStreamTest {
    private static final String GET = "GET /api/v1/wrapped/events";
    private static final String HEAD =
            Bytes.lines(
                    "HTTP/1.1 200 OK",
                    "Content-Type: text/event-stream; charset=utf-8",
                    "Transfer-Encoding: chunked",
                    "",
                    "9",
                    "data: 1\n\n",
                    "");

    @Test
    void eventsPassAtOnceAndProxiesInFrontAreToldNotToHoldThem() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            connection.readMessage();
                            connection.send(HEAD);
                            await(seen);
                            connection.send("9\r\ndata: 2\n\n\r\n0\r\n\r\n");
                            connection.readAll();
                        });
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            String head = client.send(request(GET)).readHead();
            assertThat(Bytes.header(head, "X-Accel-Buffering")).isEqualTo("no");
            assertThat(client.read(14)).isEqualTo("9\r\ndata: 1\n\n\r\n");
            assertThat(gateway.watched).hasSize(1);
            seen.countDown();
            assertThat(client.read(19)).endsWith("0\r\n\r\n");
            // The next request on the same connection finds it in step, and nothing to end.
            assertThat(client.send(request("GET /api/v1/health")).readMessage())
                    .startsWith("HTTP/1.1 200 ");
            assertThat(gateway.watched).isEmpty();
        }
    }

    @Test
    void clientThatLeavesEndsTheStreamUpstream() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (RecordingUpstream upstream = endless(ended);
                RunningGateway gateway = new RunningGateway(upstream.port())) {
            try (Bytes client = gateway.connect()) {
                client.send(request(GET)).readHead();
                client.read(14);
            }
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /**
     * The stream's end must not look like the service's own, nor like its failure: a client that
     * took it for one would come back with the same token, again and again.
     */
    @ParameterizedTest
    @CsvSource({
        "REVOKED,      /api/v1/wrapped/events, INVALID_TOKEN",
        "EXPIRED,      /api/v1/wrapped/events, TOKEN_EXPIRED",
        "UNVERIFIABLE, /api/v1/wrapped/events, SERVICE_UNAVAILABLE",
        "REVOKED,      /v1/cases/events,       INVALID_TOKEN"
    })
    void endOfTheTokenCutsTheStreamOnBothSidesAndSaysSo(End why, String path, String code)
            throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (RecordingUpstream upstream = endless(ended);
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            client.send(request("GET " + path)).readHead();
            client.read(14);
            gateway.watched.getFirst().accept(why);

            assertThat(client.readAll())
                    .contains("event: error\ndata: {\"code\":\"" + code + "\"}\n\n")
                    .doesNotContain("UPSTREAM_ERROR", "\r\n0\r\n\r\n");
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(gateway.watched).isEmpty();
        }
    }

    @Test
    void serviceThatDiesIsToldAsAnEvent() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            connection.readMessage();
                            connection.send(HEAD);
                            await(seen);
                            connection.reset();
                        });
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            client.send(request(GET)).readHead();
            client.read(14);
            seen.countDown();
            assertThat(client.readAll())
                    .contains("event: error\ndata: {\"code\":\"UPSTREAM_ERROR\"}\n\n")
                    .doesNotContain("0\r\n\r\n");
        }
    }

    /** Longer than an answer may be silent, and still an end. */
    @Test
    void silenceHasALimitOfItsOwn() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (RecordingUpstream upstream = endless(ended);
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            client.send(request(GET)).readHead();
            client.read(14);
            assertThat(client.endsWithin(700)).isFalse();
            client.socket().setSoTimeout(10_000);
            assertThat(client.readAll()).contains("event: error");
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** However much it tells: its connection, its place and its token are not for ever. */
    @Test
    void ageHasALimitToo() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            try {
                                connection.readMessage();
                                connection.send(HEAD);
                                while (!connection.endsWithin(50)) {
                                    connection.send("9\r\ndata: 2\n\n\r\n");
                                }
                            } finally {
                                ended.countDown();
                            }
                        });
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            gateway.rewrite(yaml -> yaml.replace("lifetime_ms: 60000", "lifetime_ms: 1000"));
            client.send(request(GET)).readHead();

            assertThat(client.readAll())
                    .contains("data: 2", "event: error\ndata: {\"code\":\"UPSTREAM_ERROR\"}\n\n")
                    .doesNotContain("\r\n0\r\n\r\n");
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(gateway.watched).isEmpty();
        }
    }

    /** A token may end between the beginning of a call and that of its stream. */
    @Test
    void aStreamWhoseCredentialsHaveEndedIsRefusedAndLeavesNothingBehind() throws Exception {
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            boolean events = connection.readMessage().contains("/events");
                            connection.send(
                                    events
                                            ? HEAD + "0\r\n\r\n"
                                            : "HTTP/1.1 204 No Content\r\n\r\n");
                            connection.readAll();
                        });
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            gateway.credentialsHold = false;
            for (int i = 0; i < 6; i++) {
                assertThat(client.send(request(GET)).readMessage()).startsWith("HTTP/1.1 401 ");
            }
            assertThat(client.send(request("GET /api/v1/wrapped/things")).readHead())
                    .startsWith("HTTP/1.1 204 ");
            assertThat(gateway.watched).isEmpty();
        }
    }

    /** Our words beyond half of what was announced would make a whole answer of it. */
    @Test
    void aStreamOfAToldLengthIsNotFilledUp() throws Exception {
        String half =
                Bytes.lines(
                        "HTTP/1.1 200 OK",
                        "Content-Type: text/event-stream",
                        "Content-Length: 60",
                        "",
                        "data: 1\n\n");
        assertThat(cutAfter(half, "data: 1\n\n")).doesNotContain("error");
    }

    /** A reader takes what stands before a blank line for an event, whoever wrote the line. */
    @Test
    void halfAnEventIsNotMadeAWholeOne() throws Exception {
        String half =
                Bytes.lines(
                        "HTTP/1.1 200 OK",
                        "Content-Type: text/event-stream",
                        "Transfer-Encoding: chunked",
                        "",
                        "7",
                        "data: {",
                        "");
        assertThat(cutAfter(half, "data: {")).doesNotContain("error", "\r\n0\r\n\r\n");
    }

    /** All that a client is sent whose token ends when it has seen this. */
    private static String cutAfter(String answer, String seen) throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            connection.readMessage();
                            connection.send(answer);
                            connection.readAll();
                            ended.countDown();
                        });
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            client.send(request(GET)).readHead();
            StringBuilder all = new StringBuilder();
            while (all.indexOf(seen) < 0) {
                all.append(client.read(1));
            }
            gateway.watched.getFirst().accept(End.REVOKED);
            await(ended);
            return all.append(client.readAll()).toString();
        }
    }

    /** Five failures in a row open it; five streams that had nothing to tell are none. */
    @Test
    void quietStreamsDoNotOpenTheBreaker() throws Exception {
        List<Bytes> clients = new ArrayList<>();
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            if (connection.readMessage().contains("/events")) {
                                connection.send(HEAD);
                                connection.readAll();
                            } else {
                                connection.send("HTTP/1.1 204 No Content\r\n\r\n");
                            }
                        });
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes other = gateway.connect()) {
            for (int i = 0; i < 5; i++) {
                Bytes client = gateway.connect();
                clients.add(client);
                client.send(request(GET)).readHead();
            }
            for (Bytes client : clients) {
                assertThat(client.readAll()).contains("event: error");
            }
            assertThat(other.send(request("GET /api/v1/wrapped/things")).readHead())
                    .startsWith("HTTP/1.1 204 ");
        } finally {
            for (Bytes client : clients) {
                client.close();
            }
        }
    }

    private static RecordingUpstream endless(CountDownLatch ended) throws Exception {
        return RecordingUpstream.serving((connection, _) -> {
            connection.readMessage();
            connection.send(HEAD);
            connection.readAll();
            ended.countDown();
        });
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
