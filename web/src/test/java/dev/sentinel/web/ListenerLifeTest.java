package dev.sentinel.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.web.RawClient.Answer;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Connections over time: order, limits, the end. */
class ListenerLifeTest {
    private static final Duration AMPLE = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        // RFC 9112 section 9.3.2
        try (Edge edge = new Edge();
                RawClient client = edge.client()) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                text.append("GET /hello?n=")
                        .append(i)
                        .append(" HTTP/1.1\r\nHost: localhost\r\n\r\n");
            }
            text.append("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nlast");
            client.send(text.toString());

            for (int i = 0; i < 50; i++) {
                assertThat(client.answer().body()).contains("\"n\":\"" + i + "\"");
            }
            assertThat(client.answer().body()).isEqualTo("last");
        }
    }

    @Test
    void aSlowAnswerHoldsBackTheOnesBehindIt() throws Exception {
        try (Edge edge = new Edge();
                RawClient client = edge.client()) {
            client.request("GET /slow?n=1").request("GET /hello?n=2");
            edge.entered.await();
            assertThat(edge.executed).hasValue(0);
            edge.leave.release();

            assertThat(client.answer().body()).contains("slow");
            assertThat(client.answer().body()).contains("\"n\":\"2\"");
        }
    }

    @Test
    void aHeadThatDripsIsCutOff() throws IOException {
        try (Edge edge = new Edge(Edge.limits(SHORT, AMPLE, AMPLE));
                RawClient client = edge.client()) {
            client.send("GET /hello HTTP/1.1\r\nHost: local");

            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void aConnectionThatSaysNothingIsCutOff() throws IOException {
        try (Edge edge = new Edge(Edge.limits(SHORT, AMPLE, AMPLE));
                RawClient client = edge.client()) {
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void anIdleConnectionIsClosedAlsoWhenItsNextHeadDrips() throws IOException {
        try (Edge edge = new Edge(Edge.limits(AMPLE, SHORT, AMPLE));
                RawClient client = edge.client()) {
            assertThat(client.request("GET /hello").answer().status()).isEqualTo(200);
            client.send("GET /he");

            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void anAnswerMayTakeLongerThanAnyOfTheLimits() throws Exception {
        try (Edge edge = new Edge(Edge.limits(SHORT, SHORT, SHORT));
                RawClient client = edge.client()) {
            client.request("GET /slow?n=1");
            edge.entered.await();
            CompletableFuture<Void> later =
                    CompletableFuture.runAsync(
                            edge.leave::release,
                            CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));

            assertThat(client.answer().status()).isEqualTo(200);
            // The answer may be there before the thread that let it go has returned.
            assertThat(later).succeedsWithin(AMPLE);
        }
    }

    @Test
    void tooManyRequestsAtOnceAreToldSo() throws Exception {
        ListenerConfig one =
                new ListenerConfig(
                        "one", "127.0.0.1", 0, Dialect.AGENT, 1, 64, AMPLE, AMPLE, AMPLE);
        try (Edge edge = new Edge(one);
                RawClient first = edge.client();
                RawClient second = edge.client()) {
            first.request("GET /slow");
            edge.entered.await();

            Answer refused = second.request("GET /hello").answer();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isPresent();

            edge.leave.release();
            assertThat(first.answer().status()).isEqualTo(200);
            assertThat(second.request("GET /hello").answer().status()).isEqualTo(200);
        }
    }

    @Test
    void tooManyConnectionsAreClosedAtOnce() throws IOException {
        ListenerConfig few =
                new ListenerConfig(
                        "few", "127.0.0.1", 0, Dialect.AGENT, 64, 1, AMPLE, AMPLE, AMPLE);
        List<RawClient> clients = new ArrayList<>();
        try (Edge edge = new Edge(few)) {
            // Each event loop keeps one: more than there are loops cannot all be kept.
            int loops = Math.max(2, Runtime.getRuntime().availableProcessors());
            int served = 0;
            for (int i = 0; i < loops + 3; i++) {
                RawClient client = edge.client();
                clients.add(client);
                if (isServed(client)) {
                    served++;
                }
            }
            assertThat(served).isEqualTo(loops);
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void aGracefulCloseAnswersWhatHasBegunAndTakesNothingNew() throws Exception {
        Edge edge = new Edge();
        try (RawClient busy = edge.client();
                RawClient idle = edge.client()) {
            assertThat(idle.request("GET /hello").answer().status()).isEqualTo(200);
            busy.request("GET /slow?n=begun");
            edge.entered.await();

            CompletableFuture<Void> closed = CompletableFuture.runAsync(edge::close);
            // The idle connection goes first: from then on the listener is closing.
            assertThat(idle.isClosedByServer()).isTrue();
            assertThatThrownBy(
                            () -> {
                                try (RawClient late = edge.client()) {
                                    late.request("GET /hello").answer();
                                }
                            })
                    .isInstanceOf(IOException.class);
            edge.leave.release();

            Answer answer = busy.answer();
            assertThat(answer.body()).contains("begun");
            assertThat(answer.header("Connection")).contains("close");
            assertThat(busy.isClosedByServer()).isTrue();
            closed.get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void aCloseDoesNotWaitForEverForASlowAnswer() throws Exception {
        Edge edge = new Edge();
        try (RawClient client = edge.client()) {
            client.request("GET /slow");
            edge.entered.await();

            CompletableFuture.runAsync(edge::close).get(6, TimeUnit.SECONDS);
            assertThat(client.isClosedByServer()).isTrue();
        } finally {
            edge.leave.release();
        }
    }

    private static boolean isServed(RawClient client) {
        try {
            return client.request("GET /hello").answer().status() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    @Test
    void closesQuietlyWhenItsEventLoopsHaveEnded() throws Exception {
        WebServer server = WebServer.start(Clock.systemUTC());
        server.listen(
                Edge.limits(AMPLE, AMPLE, AMPLE),
                RouteTable.of(List.of()),
                _ -> Optional.empty(),
                _ -> {});
        server.vertx().close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);

        assertThatCode(server::close).doesNotThrowAnyException();
    }
}
