package dev.sentinel.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.base.Unavailable;
import dev.sentinel.base.testing.CertifiedKey;
import dev.sentinel.base.testing.Http2Client;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An authenticator that must look something up first: the request waits for it, body and all. */
final class PreparationTest {
    private static final CertifiedKey AUTHORITY = CertifiedKey.authority("CN=Test CA");

    private final AtomicInteger prepared = new AtomicInteger();
    private final AtomicInteger small = new AtomicInteger();
    private final HttpClient http = HttpClient.newHttpClient();
    private final WebServer server = WebServer.start(Clock.systemUTC());
    private int port;
    private int securePort;

    @BeforeEach
    void listen() throws IOException {
        ListenerConfig config = new ListenerConfig("test", "127.0.0.1", 0, Dialect.ENVELOPE);
        port = listen(config);
        ListenerTls tls = SecureEdge.tls(AUTHORITY.server());
        securePort = listen(config.certified(Optional.of(tls), Networks.NONE));
    }

    private int listen(ListenerConfig config) throws IOException {
        Authenticator nobody = _ -> Optional.empty();
        return server.listen(
                        config,
                        RouteTable.of(List.of(this::routes)),
                        nobody.or(new LookedUp()),
                        _ -> {})
                .port();
    }

    @AfterEach
    void close() {
        http.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/echo", "/limited"})
    void theBodyArrivesWholeAfterTheWait(String path) throws IOException, InterruptedException {
        String body = "x".repeat(60_000);

        HttpResponse<String> answer = post(path, "alice", body);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(body);
        assertThat(prepared).hasValue(1);
    }

    /** By then the client has sent all, and its side of the stream is closed. */
    @ParameterizedTest
    @ValueSource(strings = {"/echo", "/limited"})
    void theBodyArrivesWholeAfterTheWaitOverHttp2(String path) throws IOException {
        String part = "x".repeat(15_000);
        try (Http2Client client = Http2Client.to(securePort, AUTHORITY.showingNothing())) {
            client.request(1, "POST", path, false, "x-who", "alice");
            client.data(1, part, false).data(1, part, false).data(1, part, true);

            Http2Client.Answer answer = client.answer(1);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(part.repeat(3));
        }
    }

    /** It has ended when it is looked at, and its beginning is not what was asked for. */
    @Test
    void tooLargeABodyIsNotExecutedInPart() throws IOException {
        try (Http2Client client = Http2Client.to(securePort, AUTHORITY.showingNothing())) {
            client.request(1, "POST", "/small", false, "x-who", "alice");
            client.data(1, "x".repeat(800), false).data(1, "x".repeat(800), true);
            assertThat(client.answer(1).status()).isEqualTo(413);

            client.request(3, "POST", "/echo", false, "x-who", "alice").data(3, "next", true);
            assertThat(client.answer(3).status()).isEqualTo(200);
            assertThat(small).hasValue(0);
        }
    }

    @Test
    void whatIsNotFoundIsNobody() throws IOException, InterruptedException {
        assertThat(post("/echo", "stranger", "hello").statusCode()).isEqualTo(401);
    }

    @Test
    void whatCannotBeLookedUpIsRefused() throws IOException, InterruptedException {
        assertThat(post("/echo", "away", "hello").statusCode()).isEqualTo(503);
    }

    @Test
    void anOpenRouteLooksNothingUp() throws IOException, InterruptedException {
        assertThat(post("/open", "away", "hello").statusCode()).isEqualTo(200);
        assertThat(prepared).hasValue(0);
    }

    private HttpResponse<String> post(String path, String who, String body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("X-Who", who)
                        .timeout(Duration.ofSeconds(20))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private List<Route> routes() {
        return List.of(
                Route.post("/echo").access(Edge.signedIn()).to(PreparationTest::echo),
                Route.post("/limited")
                        .access(Edge.signedIn())
                        .limit(LATER)
                        .to(PreparationTest::echo),
                Route.post("/small")
                        .access(Edge.signedIn())
                        .maxBody(1_000)
                        .to(request -> {
                            small.incrementAndGet();
                            return echo(request);
                        }),
                Route.post("/open").access(Edge.open()).to(PreparationTest::echo));
    }

    private static Response echo(Request request) {
        return Response.bytes(200, "text/plain", request.body());
    }

    private final class LookedUp implements Authenticator {
        private volatile boolean found;

        @Override
        public Optional<CompletionStage<?>> prepare(Head head) {
            prepared.incrementAndGet();
            return Optional.of(later().thenApply(_ -> lookedUp(head)));
        }

        private boolean lookedUp(Head head) {
            if (head.header("X-Who").filter("away"::equals).isPresent()) {
                throw new Unavailable("redis", "away");
            }
            found = true;
            return found;
        }

        @Override
        public Optional<Caller> authenticate(Head head) {
            return head.header("X-Who")
                    .filter(who -> found && who.equals("alice"))
                    .map(_ -> new Alice());
        }
    }

    private record Alice() implements Caller {
        @Override
        public String id() {
            return "alice";
        }

        @Override
        public String workspace() {
            return "acme";
        }
    }

    private static CompletableFuture<Boolean> later() {
        return CompletableFuture.supplyAsync(
                () -> true, CompletableFuture.delayedExecutor(30, TimeUnit.MILLISECONDS));
    }

    private static final RateLimit LATER =
            new RateLimit() {
                @Override
                public String describe() {
                    return "later";
                }

                @Override
                public CompletionStage<Verdict> judge(Optional<Caller> caller, Head head) {
                    return later().thenApply(_ -> new Verdict.Allowed(Map.of()));
                }
            };
}
