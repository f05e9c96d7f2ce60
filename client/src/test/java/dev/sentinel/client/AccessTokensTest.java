package dev.sentinel.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.client.AnsweringServer.Answer;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AccessTokensTest {
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
    private final AtomicInteger issued = new AtomicInteger();

    private Answer token() {
        return new Answer(
                200,
                """
                {"access_token":"t%d","token_type":"Bearer","expires_in":3600,"scope":"a"}
                """
                        .formatted(issued.incrementAndGet()));
    }

    private AccessTokens tokens(Wire wire) {
        Clock clock =
                new Clock() {
                    @Override
                    public Instant instant() {
                        return now.get();
                    }

                    @Override
                    public ZoneId getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(ZoneId zone) {
                        return this;
                    }
                };
        return new AccessTokens(wire, "client", "s+&t", Set.of("risk:score"), clock);
    }

    @Test
    void keepsATokenUntilSixtySecondsBeforeItEnds() throws IOException {
        try (AnsweringServer server = new AnsweringServer(this::token)) {
            Wire wire = new Wire(server.uri());
            AccessTokens tokens = tokens(wire);

            assertThat(tokens.get()).isEqualTo("t1");
            now.updateAndGet(time -> time.plus(Duration.ofSeconds(3539)));
            assertThat(tokens.get()).isEqualTo("t1");
            now.updateAndGet(time -> time.plus(Duration.ofSeconds(1)));
            assertThat(tokens.get()).isEqualTo("t2");
        }
    }

    /** RFC 6749 section 4.4.2 and appendix B: names and encoding of the form. */
    @Test
    void encodesTheSecretAndAsksForItsScopes() throws IOException {
        try (AnsweringServer server = new AnsweringServer(this::token)) {
            Wire wire = new Wire(server.uri());
            tokens(wire).get();

            assertThat(server.requests())
                    .containsExactly(
                            "POST /api/v1/token grant_type=client_credentials&client_id=client"
                                    + "&client_secret=s%2B%26t&scope=risk%3Ascore");
        }
    }

    @Test
    void fetchesOnceForManyThreads() throws Exception {
        CountDownLatch allWaiting = new CountDownLatch(20);
        Set<String> seen = ConcurrentHashMap.newKeySet();
        try (AnsweringServer server = new AnsweringServer(this::token);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            AccessTokens tokens = tokens(new Wire(server.uri()));
            IntStream.range(0, 20)
                    .mapToObj(_ ->
                            threads.submit(() -> {
                                allWaiting.countDown();
                                allWaiting.await();
                                return seen.add(tokens.get());
                            }))
                    .toList()
                    .forEach(task -> assertThat(task).succeedsWithin(Duration.ofSeconds(10)));

            assertThat(seen).containsExactly("t1");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void whoCancelsHisWaitLeavesTheOthersTheirs() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        Supplier<Answer> slow =
                () -> {
                    try {
                        asked.await();
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                    return token();
                };
        try (AnsweringServer server = new AnsweringServer(slow)) {
            AccessTokens tokens = tokens(new Wire(server.uri()));
            CompletableFuture<String> first = tokens.getAsync();
            CompletableFuture<String> second = tokens.getAsync();
            first.cancel(true);
            asked.countDown();

            assertThat(second).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("t1");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void fetchesAnewWhenTold() throws IOException {
        try (AnsweringServer server = new AnsweringServer(this::token)) {
            Wire wire = new Wire(server.uri());
            AccessTokens tokens = tokens(wire);
            tokens.get();
            tokens.forget();

            assertThat(tokens.get()).isEqualTo("t2");
        }
    }

    @Test
    void namesTheOAuthErrorAndTriesAgainNextTime() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        Answer refusal =
                new Answer(
                        401,
                        """
                        {"error":"invalid_client","error_description":"no"}
                        """);
        try (AnsweringServer server =
                new AnsweringServer(() -> calls.getAndIncrement() == 0 ? refusal : token())) {
            AccessTokens tokens = tokens(new Wire(server.uri()));

            assertThatThrownBy(tokens::get)
                    .isInstanceOfSatisfying(
                            AgentIdPException.TokenRefused.class,
                            refused -> {
                                assertThat(refused.status()).isEqualTo(401);
                                assertThat(refused.error()).isEqualTo("invalid_client");
                            });
            assertThat(tokens.get()).isEqualTo("t1");
        }
    }

    @Test
    void saysThatTheServerIsAway() throws IOException {
        AnsweringServer server = new AnsweringServer(this::token);
        server.close();
        assertThatThrownBy(tokens(new Wire(server.uri()))::get)
                .isInstanceOf(AgentIdPException.Unreachable.class);
    }
}
