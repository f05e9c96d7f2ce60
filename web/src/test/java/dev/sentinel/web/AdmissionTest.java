package dev.sentinel.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.base.Unavailable;
import dev.sentinel.web.RateLimit.Verdict;
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

/** The order of DESIGN.md section 4: access → workspace → rate limit → body limit → handle. */
final class AdmissionTest {
    private static final int MOST_BODY = 100;

    private final AtomicInteger counted = new AtomicInteger();
    private final AtomicInteger handled = new AtomicInteger();
    private final HttpClient http = HttpClient.newHttpClient();
    private final WebServer server = WebServer.start(Clock.systemUTC());
    private int port;

    @BeforeEach
    void listen() throws IOException {
        port =
                server.listen(
                                new ListenerConfig("test", "127.0.0.1", 0, Dialect.ENVELOPE),
                                RouteTable.of(List.of(this::routes)),
                                AdmissionTest::caller,
                                _ -> {})
                        .port();
    }

    @AfterEach
    void close() {
        http.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/at-once", "/later", "/later-stream"})
    void theThirdRequestIsRefusedAndEachAnswerSaysWhatIsLeft(String path)
            throws IOException, InterruptedException {
        HttpResponse<String> first = post(path, "alice", "body one");
        HttpResponse<String> second = post(path, "alice", "body two");
        HttpResponse<String> third = post(path, "alice", "body three");

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.body()).isEqualTo("body one");
        assertThat(first.headers().firstValue("X-RateLimit-Remaining")).contains("1");
        assertThat(second.body()).isEqualTo("body two");
        assertThat(second.headers().firstValue("X-RateLimit-Remaining")).contains("0");
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(third.body()).contains("\"code\":\"RATE_LIMIT_EXCEEDED\"");
        assertThat(third.headers().firstValue("Retry-After")).contains("31");
        assertThat(third.headers().firstValue("X-RateLimit-Remaining")).contains("0");
        assertThat(handled).hasValue(2);
    }

    @Test
    void whoIsNotAllowedIsNotCounted() throws IOException, InterruptedException {
        assertThat(post("/at-once", "nobody", "").statusCode()).isEqualTo(401);
        assertThat(counted).hasValue(0);
    }

    @Test
    void whoeverIsOverTheLimitIsToldSoBeforeAnythingAboutTheBody()
            throws IOException, InterruptedException {
        String tooLong = "x".repeat(MOST_BODY + 1);

        assertThat(post("/later", "alice", tooLong).statusCode()).isEqualTo(400);
        assertThat(post("/later", "alice", tooLong).statusCode()).isEqualTo(400);
        assertThat(post("/later", "alice", tooLong).statusCode()).isEqualTo(429);
    }

    @Test
    void aRequestThatCannotBeCountedIsRefused() throws IOException, InterruptedException {
        HttpResponse<String> away = post("/away", "alice", "");

        assertThat(away.statusCode()).isEqualTo(503);
        assertThat(away.body()).contains("redis is not available");
        assertThat(post("/never", "alice", "").statusCode()).isEqualTo(503);
        assertThat(handled).hasValue(0);
    }

    @Test
    void onlyTheCallersOwnWorkspaceMayBeNamed() throws IOException, InterruptedException {
        assertThat(post("/workspaces/acme/notes", "alice", "hello").statusCode()).isEqualTo(200);
        assertThat(post("/notes?tenant=acme", "alice", "hello").statusCode()).isEqualTo(200);
        assertThat(post("/notes", "alice", "hello").statusCode()).isEqualTo(200);
        int before = counted.get();

        for (String foreign : List.of("/workspaces/globex/notes", "/notes?tenant=globex")) {
            HttpResponse<String> answer = post(foreign, "alice", "hello");
            assertThat(answer.statusCode()).as(foreign).isEqualTo(403);
            assertThat(answer.body()).contains("\"code\":\"TENANT_ISOLATION\"");
        }
        assertThat(counted).as("a foreign workspace is refused before it counts").hasValue(before);
    }

    private HttpResponse<String> post(String path, String who, String body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Authorization", who)
                        .timeout(Duration.ofSeconds(20))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private List<Route> routes() {
        return List.of(
                limited("/at-once", new Most(2, CompletableFuture::completedStage)),
                limited("/later", new Most(2, AdmissionTest::later)),
                draft("/later-stream").limit(new Most(2, AdmissionTest::later)).stream(
                        this::stream),
                limited("/away", new Most(2, _ -> CompletableFuture.failedStage(away()))),
                limited("/never", new Most(2, _ -> new CompletableFuture<>())),
                draft("/workspaces/{workspaceId}/notes")
                        .workspace(WorkspaceField.inPath("workspaceId"))
                        .limit(new Most(9, CompletableFuture::completedStage))
                        .to(this::echo),
                draft("/notes")
                        .workspace(WorkspaceField.inQuery("tenant"))
                        .limit(new Most(9, CompletableFuture::completedStage))
                        .to(this::echo));
    }

    private Route limited(String path, RateLimit limit) {
        return draft(path).limit(limit).to(this::echo);
    }

    private static Route.Draft draft(String path) {
        return Route.post(path)
                .dialect(Dialect.ENVELOPE)
                .maxBody(MOST_BODY)
                .access(Edge.signedIn());
    }

    private Response echo(Request request) {
        handled.incrementAndGet();
        return Response.bytes(200, "text/plain", request.body());
    }

    private void stream(Exchange exchange) {
        handled.incrementAndGet();
        exchange.raw()
                .body()
                .onSuccess(
                        body -> exchange.send(Response.bytes(200, "text/plain", body.getBytes())));
        exchange.raw().resume();
    }

    private static Unavailable away() {
        return new Unavailable("redis", new IOException("connection refused"));
    }

    private static CompletionStage<Verdict> later(Verdict verdict) {
        return CompletableFuture.supplyAsync(
                () -> verdict, CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS));
    }

    private static Optional<Caller> caller(Head head) {
        return head.header("Authorization").filter("alice"::equals).map(_ -> new Alice());
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

    private interface Way {
        CompletionStage<Verdict> tell(Verdict verdict);
    }

    /** So many requests in all, told in one way or another. */
    private final class Most implements RateLimit {
        private final int most;
        private final Way way;
        private final AtomicInteger seen = new AtomicInteger();

        private Most(int most, Way way) {
            this.most = most;
            this.way = way;
        }

        @Override
        public String describe() {
            return most + " in all";
        }

        @Override
        public CompletionStage<Verdict> judge(Optional<Caller> caller, Head head) {
            counted.incrementAndGet();
            int left = most - seen.incrementAndGet();
            Map<String, String> headers =
                    Map.of("X-RateLimit-Remaining", Integer.toString(Math.max(0, left)));
            return way.tell(
                    left >= 0
                            ? new Verdict.Allowed(headers)
                            : new Verdict.Refused(Duration.ofMillis(30_001), headers));
        }
    }
}
