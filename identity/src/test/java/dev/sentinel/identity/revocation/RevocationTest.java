package dev.sentinel.identity.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
import dev.sentinel.identity.agent.AgentsConfig.Suspension;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestPlatform;
import dev.sentinel.identity.testing.TestPlatform.Options;
import dev.sentinel.trust.ServiceKeys;
import dev.sentinel.trust.revocation.RevocationFeed;
import dev.sentinel.trust.revocation.RevocationFollower;
import dev.sentinel.trust.revocation.Revocations;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Revoke means revoke (DESIGN.md section 5). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RevocationTest {
    private static final String ADMIN = TestPlatform.ADMIN;
    private static final String VERIFIER = ServiceKeys.header("verifier", TestPlatform.SERVICE_KEY);
    private final TestDatabase stores = TestPostgres.fresh("audit", "identity");
    private final String redisUrl = TestRedis.fresh();
    private final TestPlatform platform = new TestPlatform(stores, redisUrl, Options.USUAL);
    private final TestPlatform other = new TestPlatform(stores, redisUrl, Options.USUAL);

    @AfterAll
    void close() {
        platform.close();
        other.close();
        stores.close();
    }

    private Answer feed(TestPlatform at, long after, int wait) {
        return at.send(
                HttpRequest.newBuilder(
                                at.uri("/api/v1/revocations?after=" + after + "&wait=" + wait))
                        .header("Authorization", VERIFIER));
    }

    private long latest() {
        return feed(platform, 0, 0).json().path("latest").longValue();
    }

    private void suspend(String agentId) {
        platform.call("PATCH", "/api/v1/agents/" + agentId, ADMIN, "{\"status\":\"suspended\"}");
    }

    @Test
    void theFeedIsForServicesAndWhoMayReadIt() {
        assertThat(platform.get("/api/v1/revocations").status()).isEqualTo(401);
        assertThat(platform.get("/api/v1/revocations", ADMIN).status()).isEqualTo(403);
        assertThat(platform.get("/api/v1/revocations", platform.tokenWith("admin")).status())
                .isEqualTo(403);
        String follower = platform.tokenWith("revocations:read");
        assertThat(platform.get("/api/v1/revocations", follower).status()).isEqualTo(200);
    }

    @Test
    void theFeedNamesKindIdAndTimesAndResumesBySequence() {
        long before = latest();
        String agentId = platform.hasAgent("agents:read");
        suspend(agentId);

        Answer answer = feed(platform, before, 5);
        JsonNode mine =
                StreamSupport.stream(answer.json().path("data").spliterator(), false)
                        .filter(each -> each.path("id").asText().equals(agentId))
                        .findFirst()
                        .orElseThrow();

        assertThat(mine.path("kind").asText()).isEqualTo("principal");
        assertThat(mine.path("seq").longValue()).isGreaterThan(before);
        assertThat(Instant.parse(mine.path("expiresAt").asText()))
                .isAfter(Instant.parse(mine.path("notBefore").asText()).plusSeconds(3600));
        assertThat(Instant.parse(answer.text("now"))).isBefore(Instant.now().plusSeconds(5));
    }

    @Test
    void aWaitingVerifierHearsAtOnceAlsoFromAnotherProcess() {
        String agentId = platform.hasAgent("agents:read");
        long before = latest();
        CompletableFuture<Answer> waiting =
                CompletableFuture.supplyAsync(() -> feed(other, before, 20));

        suspend(agentId);

        assertThat(waiting)
                .succeedsWithin(Duration.ofSeconds(5))
                .satisfies(answer -> assertThat(answer.body()).contains("\"seq\":"));
    }

    @Test
    void aStopAnswersWhoWaitsAtOnce() {
        try (TestPlatform stopping = new TestPlatform(stores, redisUrl, Options.USUAL)) {
            long latest = latest();
            CompletableFuture<Answer> waiting =
                    CompletableFuture.supplyAsync(() -> feed(stopping, latest, 25));

            stopping.identity.endWaits();

            assertThat(waiting)
                    .succeedsWithin(Duration.ofSeconds(15))
                    .satisfies(answer -> assertThat(answer.status()).isEqualTo(200));
        }
    }

    @Test
    void anEmptyAnswerAfterTheWaitIsAHeartbeat() {
        Answer answer = feed(platform, Long.MAX_VALUE - 1, 0);
        assertThat(answer.status()).isEqualTo(200);

        for (String query :
                List.of("?after=-1", "?after=x", "?wait=26", "?limit=0", "?stamp=%27")) {
            Answer bad =
                    platform.send(
                            HttpRequest.newBuilder(platform.uri("/api/v1/revocations" + query))
                                    .header("Authorization", VERIFIER));
            assertThat(bad.status()).isEqualTo(400);
        }
    }

    @Test
    void numbersHaveNoGapsWhenManyAreRevokedAtOnce() {
        long before = latest();
        List<String> agents =
                IntStream.range(0, 20).mapToObj(_ -> platform.hasAgent("agents:read")).toList();

        agents.parallelStream()
                .forEach(id ->
                        (id.hashCode() % 2 == 0 ? platform : other)
                                .call(
                                        "PATCH",
                                        "/api/v1/agents/" + id,
                                        ADMIN,
                                        "{\"status\":\"suspended\"}"));

        List<Long> numbers =
                StreamSupport.stream(
                                feed(platform, before, 0).json().path("data").spliterator(), false)
                        .map(each -> each.path("seq").longValue())
                        .toList();
        assertThat(numbers).hasSizeGreaterThanOrEqualTo(20);
        assertThat(numbers)
                .containsExactlyElementsOf(
                        IntStream.range(0, numbers.size()).mapToObj(i -> before + 1 + i).toList());
    }

    @Test
    void suspendingAnAgentEndsItsTokensInEveryProcess() {
        String agentId = platform.hasAgent("agents:read");
        String path = "/api/v1/agents/" + agentId;
        String secret = platform.hasCredential(agentId).text("clientSecret");
        String token = other.token(agentId, secret).text("access_token");
        assertThat(other.get(path, token).status()).isEqualTo(200);

        suspend(agentId);

        Instant deadline = Instant.now().plusSeconds(5);
        int status = other.get(path, token).status();
        while (status == 200 && Instant.now().isBefore(deadline)) {
            status = other.get(path, token).status();
        }
        assertThat(status).isEqualTo(401);
    }

    /** {@code AGENT_SUSPENSION=at_expiry}, as the original AgentIdP has it. */
    @Test
    void liveTokensMayOutliveASuspensionButNoDecommission() {
        Options lenient = Options.USUAL.suspension(Suspension.AT_EXPIRY);
        try (TestPlatform original = new TestPlatform(stores, redisUrl, lenient);
                TestPlatform beside = new TestPlatform(stores, redisUrl, lenient)) {
            String agentId = original.hasAgent("agents:read", "agents:write");
            String path = "/api/v1/agents/" + agentId;
            String secret = original.hasCredential(agentId).text("clientSecret");
            String token = beside.token(agentId, secret).text("access_token");

            original.call("PATCH", path, ADMIN, "{\"status\":\"suspended\"}");

            assertThat(original.get(path, token).status()).isEqualTo(200);
            assertThat(original.token(agentId, secret).status()).isEqualTo(403);
            assertThat(beside.token(agentId, secret).status()).isEqualTo(403);
            assertThat(original.call("PATCH", path, token, "{\"status\":\"active\"}").status())
                    .isEqualTo(403);
            assertThat(
                            original.call(
                                            "POST",
                                            "/api/v1/agents",
                                            token,
                                            TestPlatform.bot("agents:read"))
                                    .status())
                    .isEqualTo(403);

            original.call("DELETE", path, ADMIN, "");

            assertThat(original.get(path, token).status()).isEqualTo(401);
        }
    }

    /** The ledger checks at the commit, whatever a process remembers. */
    @Test
    void noOtherProcessIssuesATokenOnceASuspensionIsAnswered() {
        String agentId = platform.hasAgent("agents:read");
        String secret = platform.hasCredential(agentId).text("clientSecret");
        assertThat(other.token(agentId, secret).status()).isEqualTo(200);

        suspend(agentId);

        assertThat(other.token(agentId, secret).status()).isEqualTo(403);
    }

    @Test
    void aCredentialMadeElsewhereWorksHereAtOnce() {
        String agentId = platform.hasAgent("agents:read");
        String first = platform.hasCredential(agentId).text("clientSecret");
        assertThat(other.token(agentId, first).status()).isEqualTo(200);

        String second = platform.hasCredential(agentId).text("clientSecret");

        assertThat(other.token(agentId, second).status()).isEqualTo(200);
    }

    @Test
    void narrowingScopesEndsTheTokensThatCarryThem() {
        String agentId = platform.hasAgent("agents:read", "risk:score");
        String path = "/api/v1/agents/" + agentId;
        String secret = platform.hasCredential(agentId).text("clientSecret");
        String token = platform.token(agentId, secret).text("access_token");

        platform.call("PATCH", path, ADMIN, "{\"scopes\":[\"agents:read\"]}");

        assertThat(platform.get(path, token).status()).isEqualTo(401);
        assertThat(platform.token(agentId, secret).text("scope")).isEqualTo("agents:read");
    }

    @Test
    void aVerifierFollowsTheFeed() {
        Revocations known = Revocations.following(Clock.systemUTC(), Duration.ofSeconds(10));
        RevocationFeed source =
                new RevocationFeed(platform.uri("/api/v1/revocations"), () -> VERIFIER);
        try (RevocationFollower follower = new RevocationFollower(source, known)) {
            follower.start();
            suspend(platform.hasAgent("agents:read"));
            long latest = latest();
            Instant deadline = Instant.now().plusSeconds(10);
            while (known.sequence() < latest && Instant.now().isBefore(deadline)) {
                Thread.onSpinWait();
            }

            assertThat(known.sequence()).isGreaterThanOrEqualTo(latest);
            assertThat(known.fresh()).isTrue();
        }
    }
}
