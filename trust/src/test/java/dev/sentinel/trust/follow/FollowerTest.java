package dev.sentinel.trust.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sentinel.trust.Rules;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.Endpoint;
import dev.sentinel.web.Listener;
import dev.sentinel.web.ListenerConfig;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import dev.sentinel.web.RouteTable;
import dev.sentinel.web.WebServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Following an address, over real HTTP. */
final class FollowerTest {
    private static final int MOST_BYTES = 100;

    private final BlockingQueue<String> taken = new LinkedBlockingQueue<>();

    @Test
    void asksAgainAfterAFailureAndTakesInWhatIsGood() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        Endpoint unreliable =
                _ ->
                        switch (asked.incrementAndGet()) {
                            case 1 -> Response.empty(503);
                            case 2 -> text("x".repeat(MOST_BYTES + 1));
                            case 3 -> text("bad");
                            case 4 -> text("worse");
                            default -> text("good");
                        };
        try (WebServer server = WebServer.start(Clock.systemUTC());
                Follower follower = following(listen(server, unreliable).port())) {
            follower.start();

            await().until(() -> !taken.isEmpty());
            assertThat(taken.peek()).isEqualTo("good");
            assertThat(asked.get()).isGreaterThanOrEqualTo(5);
        }
    }

    @Test
    void findsAnAddressThatOpensLater() throws IOException {
        int port;
        try (WebServer server = WebServer.start(Clock.systemUTC())) {
            port = listen(server, _ -> text("gone")).port();
        }
        try (Follower follower = following(port)) {
            follower.start();
            try (WebServer server = WebServer.start(Clock.systemUTC())) {
                listen(server, port, _ -> text("good"));

                await().until(() -> "good".equals(taken.peek()));
            }
        }
    }

    @Test
    void closingEndsTheQuestionThatIsBeingAsked() throws IOException, InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Endpoint slow =
                _ -> {
                    asked.countDown();
                    return awaited(end) ? text("late") : Response.empty(503);
                };
        try (WebServer server = WebServer.start(Clock.systemUTC())) {
            Follower follower = following(listen(server, slow).port());
            follower.start();
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

            follower.close();

            assertThat(follower.isEnded(Duration.ofSeconds(10))).isTrue();
            end.countDown();
            assertThat(taken).isEmpty();
        }
    }

    private Follower following(int port) {
        return new Follower("test-follower", MOST_BYTES, new Line(port, taken));
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Response text(String body) {
        return Response.bytes(200, "text/plain", body.getBytes(StandardCharsets.US_ASCII));
    }

    private static Listener listen(WebServer server, Endpoint endpoint) throws IOException {
        return listen(server, 0, endpoint);
    }

    private static Listener listen(WebServer server, int port, Endpoint endpoint)
            throws IOException {
        Route route = Route.get("/line").access(Rules.open()).to(endpoint);
        return server.listen(
                new ListenerConfig("test", "127.0.0.1", port, Dialect.PROBLEM),
                RouteTable.of(List.of(() -> List.of(route))),
                _ -> Optional.empty(),
                _ -> {});
    }

    /** Takes every line in but "bad" and "worse", and rests a moment after each. */
    private record Line(int port, BlockingQueue<String> taken) implements Followed {
        @Override
        public HttpRequest question() {
            return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/line"))
                    .timeout(Duration.ofSeconds(30))
                    .build();
        }

        @Override
        public void take(byte[] body) throws IOException {
            String line = new String(body, StandardCharsets.US_ASCII);
            if (line.equals("bad")) {
                throw new IOException("bad");
            }
            if (line.equals("worse")) {
                throw new StackOverflowError("worse");
            }
            taken.add(line);
        }

        @Override
        public void rest() throws InterruptedException {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
