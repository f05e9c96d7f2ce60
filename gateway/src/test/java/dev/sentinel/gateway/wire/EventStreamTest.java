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
