package dev.sentinel.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import dev.sentinel.web.RawClient.Answer;
import java.io.IOException;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one request meets, over a real socket. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListenerTest {
    private final Edge edge;

    ListenerTest() throws IOException {
        edge = new Edge();
    }

    @AfterAll
    void close() {
        edge.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "-1", "100", "0100"})
    void aWholeNumberInTheQueryIsRead(String number) throws IOException {
        assertThat(ask("GET /int?n=" + number).status()).isEqualTo(200);
    }

    /** Two of them are the five of another script, which a lenient parser takes. */
    @ParameterizedTest
    @ValueSource(strings = {"101", "-2", "+5", "5.0", "x", "%D9%A5", "%EF%BC%95", "99999999999"})
    void whatIsNoWholeNumberOrOutOfBoundsIsRefused(String number) throws IOException {
        assertThat(ask("GET /int?n=" + number).status()).isEqualTo(422);
    }

    @Test
    void anEndpointAnswersOnAVirtualThread() throws IOException {
        Answer answer = ask("GET /hello?n=%41");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(json(answer).get("n").textValue()).isEqualTo("A");
        assertThat(json(answer).get("thread").booleanValue()).isTrue();
        assertThat(answer.header("Content-Type")).contains("application/json");
        assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.header("Cache-Control")).contains("no-store");
    }

    @Test
    void aGoodRequestIdIsKept() throws IOException {
        Answer answer = ask("GET /hello", "X-Request-ID: req_0123-abc");

        assertThat(answer.header("X-Request-ID")).contains("req_0123-abc");
        assertThat(json(answer).get("request_id").textValue()).isEqualTo("req_0123-abc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "has space in it", "has\"quote\"s", "ünïcödeünïcöde", ""})
    void aBadRequestIdIsReplaced(String id) throws IOException {
        Answer answer = ask("GET /hello", "X-Request-ID: " + id);

        assertThat(answer.header("X-Request-ID").orElseThrow()).matches("req_[0-9a-f]{32}");
    }

    @Test
    void madeRequestIdsDiffer() throws IOException {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            ids.add(ask("GET /hello").header("X-Request-ID").orElseThrow());
        }
        assertThat(ids).hasSize(20);
    }

    @Test
    void headIsGetWithoutTheBody() throws IOException {
        // RFC 9110 section 9.3.2
        try (RawClient client = edge.client()) {
            Answer head = client.request("HEAD /hello", "X-Request-ID: the-same-id").answer("HEAD");
            Answer get = client.request("GET /hello", "X-Request-ID: the-same-id").answer();

            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
            assertThat(get.body()).isNotEmpty();
        }
    }

    @Test
    void noContentHasNoLength() throws IOException {
        // RFC 9110 section 8.6
        Answer answer = ask("GET /empty");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Content-Length")).isEmpty();
        assertThat(answer.header("Transfer-Encoding")).isEmpty();
    }

    @Test
    void cookiesAreAddedAndAnEndpointsHeaderBeatsTheDefault() throws IOException {
        Answer answer = ask("GET /cookies");

        assertThat(answer.all("Set-Cookie")).containsExactly("a=1; HttpOnly", "b=2");
        assertThat(answer.all("Cache-Control")).containsExactly("max-age=60");
    }

    @Test
    void whatNoRouteKnowsIsRefusedInTheListenersDialect() throws IOException {
        Answer answer = ask("GET /nowhere");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(json(answer).get("code").textValue()).isEqualTo("NOT_FOUND");
        assertThat(json(answer).get("message").textValue()).contains("/nowhere");
    }

    @Test
    void aWrongMethodIsRefusedWithAllowInTheRoutesDialect() throws IOException {
        Answer answer = ask("DELETE /hello");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).contains("GET, HEAD");
        assertThat(answer.header("Content-Type")).contains("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"TRACE /hello", "CONNECT localhost:80", "PROPFIND /hello", "get /hello"})
    void tunnelsEchoesAndUnknownMethodsAreRefused(String line) throws IOException {
        int before = edge.executed.get();

        Answer answer = ask(line);

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isPresent();
        assertThat(edge.executed).hasValue(before);
    }

    @Test
    void aCallerIsAskedForBeforeAnythingRuns() throws IOException {
        int before = edge.executed.get();

        Answer nobody = ask("GET /who");
        Answer wrong = ask("GET /who", "Authorization: Bearer mallory");
        Answer unjudged = ask("GET /who", "Authorization: Bearer unjudged");
        assertThat(edge.executed).hasValue(before);
        Answer alice = ask("GET /who", "Authorization: Bearer alice");

        assertThat(nobody.status()).isEqualTo(401);
        assertThat(nobody.header("WWW-Authenticate")).contains("Bearer");
        assertThat(json(nobody).get("detail").textValue()).contains("Bearer token");
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(unjudged.status()).isEqualTo(503);
        assertThat(alice.status()).isEqualTo(200);
        assertThat(json(alice).get("caller").textValue()).isEqualTo("alice");
    }

    @Test
    void aRefusalWithoutABodyKeepsTheConnection() throws IOException {
        try (RawClient client = edge.client()) {
            for (int i = 0; i < 3; i++) {
                Answer answer = client.request("GET /who").answer();
                assertThat(answer.status()).isEqualTo(401);
                assertThat(answer.header("Connection")).isEmpty();
            }
        }
    }

    @Test
    void aBugIsA500ThatHidesItsCause() throws IOException {
        Answer answer = ask("POST /bug", "Content-Length: 0");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body())
                .doesNotContain("secret cause", "Exception", "dev.sentinel")
                .contains(answer.header("X-Request-ID").orElseThrow());
    }

    @Test
    void anErrorIsA500AsWell() throws IOException {
        assertThat(ask("GET /error").status()).isEqualTo(500);
    }

    @Test
    void aStoreThatIsAwayIsA503WithoutDetails() throws IOException {
        Answer answer = ask("GET /away");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).contains("1");
        assertThat(answer.body()).contains("postgres is not available").doesNotContain("10.0.0.7");
    }

    @Test
    void aHeaderThatWouldSplitTheAnswerNeverGoesOut() throws IOException {
        Answer answer = ask("GET /split");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.header("Set-Cookie")).isEmpty();
        assertThat(answer.header("X-Request-ID")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET //hello",
                "GET /a/../hello",
                "GET /a/%2e%2e/hello",
                "GET /a%2Fb",
                "GET /hello;x=1",
                "GET http://evil.example/hello",
                "GET /hello?n=\u00ff",
                "OPTIONS *"
            })
    void aTargetThatReadsInTwoWaysIsRefused(String line) throws IOException {
        int before = edge.executed.get();

        Answer answer = ask(line);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(json(answer).get("code").textValue()).isEqualTo("VALIDATION_ERROR");
        assertThat(edge.executed).hasValue(before);
    }

    @Test
    void everyFinishedCallIsObservedOnce() throws Exception {
        try (Edge own = new Edge();
                RawClient client = own.client()) {
            client.request("GET /hello", "User-Agent: bot", "X-Request-ID: observed-1").answer();
            client.request("GET /nowhere").answer();

            FinishedCall first = own.nextFinished();
            assertThat(first.status()).isEqualTo(200);
            assertThat(first.requestId()).isEqualTo("observed-1");
            assertThat(first.userAgent()).contains("bot");
            assertThat(first.route().orElseThrow().path()).isEqualTo("/hello");
            FinishedCall second = own.nextFinished();
            assertThat(second.status()).isEqualTo(404);
            assertThat(second.route()).isEmpty();
            assertThat(first.refusal()).isEmpty();
            assertThat(second.refusal()).contains("nothing is at /nowhere");
            assertThat(own.finished).isEmpty();
        }
    }

    @Test
    void aClientThatLeavesEarlyIsObservedAsGone() throws Exception {
        try (Edge own = new Edge()) {
            try (RawClient client = own.client()) {
                client.request("GET /slow");
                own.entered.await();
            }
            FinishedCall gone = own.nextFinished();
            own.leave.release();

            assertThat(gone.status()).isEqualTo(Exchange.CLIENT_LEFT);
        }
    }

    @Test
    void aTableCanBeReplacedWhileRequestsRun() throws Exception {
        try (Edge own = new Edge();
                RawClient client = own.client()) {
            Route news = Route.get("/news").access(Edge.open()).to(_ -> Response.json(200, "new"));
            own.listener().replace(RouteTable.of(List.of(() -> List.of(news))));

            assertThat(client.request("GET /news").answer().status()).isEqualTo(200);
            assertThat(client.request("GET /hello").answer().status()).isEqualTo(404);
        }
    }

    @Test
    void aTakenPortIsNamed() {
        ListenerConfig taken =
                new ListenerConfig("second", "127.0.0.1", edge.port(), Dialect.AGENT);
        try (WebServer other = WebServer.start(Clock.systemUTC())) {
            assertThatThrownBy(() ->
                            other.listen(
                                    taken, edge.listener().table(), _ -> Optional.empty(), _ -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + edge.port())
                    .hasMessageContaining("second");
        }
    }

    private Answer ask(String line, String... headers) throws IOException {
        try (RawClient client = edge.client()) {
            return client.request(line, headers).answer();
        }
    }

    private static JsonNode json(Answer answer) {
        return Json.tree(answer.body());
    }
}
