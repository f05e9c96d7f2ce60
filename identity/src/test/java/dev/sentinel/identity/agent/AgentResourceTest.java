package dev.sentinel.identity.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.event.Outcome;
import dev.sentinel.base.json.Json;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestPlatform;
import dev.sentinel.identity.testing.TestPlatform.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentResourceTest {
    private static final String AGENTS = "/api/v1/agents";
    private static final String ADMIN = TestPlatform.ADMIN;
    private final TestPlatform platform = new TestPlatform();

    @AfterAll
    void close() {
        platform.close();
    }

    private Answer patch(String agentId, String token, String body) {
        return platform.call("PATCH", AGENTS + "/" + agentId, token, body);
    }

    private static String botWith(String field, String json) {
        ObjectNode bot = (ObjectNode) Json.tree(TestPlatform.bot("agents:read"));
        if (json.isEmpty()) {
            bot.remove(field);
        } else {
            bot.set(field, Json.tree(json));
        }
        return bot.toString();
    }

    @Test
    void registersAndShowsAnAgent() {
        Answer made = platform.call("POST", AGENTS, ADMIN, TestPlatform.bot("agents:read"));
        Answer shown = platform.get(AGENTS + "/" + made.text("agentId"), ADMIN);

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo(AGENTS + "/" + made.text("agentId"));
        assertThat(made.text("status")).isEqualTo("active");
        assertThat(made.text("createdAt")).isEqualTo(made.text("updatedAt"));
        assertThat(made.json().path("capabilities")).hasSize(2);
        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.json()).isEqualTo(made.json());
    }

    @Test
    void grantsTheOrdinaryScopesWhenNoneAreNamed() {
        Answer made = platform.call("POST", AGENTS, ADMIN, botWith("scopes", ""));

        assertThat(made.json().path("scopes"))
                .extracting(JsonNode::asText)
                .containsExactly(
                        "agents:read", "agents:write", "tokens:read", "audit:read", "risk:score");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "email|''",
                "email|'\"nobody\"'",
                "email|'\"a@b\"'",
                "email|'7'",
                "agentType|'\"Monitor\"'",
                "agentType|''",
                "version|'\"1.0\"'",
                "version|'\"01.0.0\"'",
                "capabilities|'[]'",
                "capabilities|'[\"read\"]'",
                "capabilities|'[\"Data:read\"]'",
                "capabilities|'\"data:read\"'",
                "owner|'\"\"'",
                "owner|''",
                "owner|'\"   \"'",
                "owner|'\"a\\r\\nb\"'",
                "owner|'\"a\\u2028b\"'",
                "owner|'\"a\\u202eb\"'",
                "owner|'\"\\u200b\"'",
                "deploymentEnv|'\"prod\"'",
                "scopes|'[\"no:such\"]'",
                "jwks|'{\"keys\":[null]}'",
                "jwks|'{\"keys\":[7]}'",
                "colour|'\"red\"'"
            })
    void namesTheFieldThatIsWrong(String field, String json) {
        Answer answer = platform.call("POST", AGENTS, ADMIN, botWith(field, json));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("code")).isEqualTo("VALIDATION_ERROR");
        assertThat(answer.json().path("details").path("field").asText()).startsWith(field);
    }

    @Test
    void refusesBodiesThatAreNotJsonObjects() {
        for (String body : List.of("{", "[]", "{\"a\":1,\"a\":2}", "null")) {
            Answer answer = platform.call("POST", AGENTS, ADMIN, body);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text("code")).isEqualTo("VALIDATION_ERROR");
        }
        Answer huge = platform.call("POST", AGENTS, ADMIN, "{\"email\":\"" + "x".repeat(70_000));
        assertThat(huge.status()).isEqualTo(413);
    }

    @Test
    void refusesWithoutATokenAndWithoutTheScope() {
        String reader = platform.tokenWith("agents:read");

        Answer nobody = platform.get(AGENTS);
        Answer broken = platform.get(AGENTS, "not.a.token");
        Answer writing = platform.call("POST", AGENTS, reader, TestPlatform.bot());
        Answer analyst = platform.get(AGENTS, "person:ANALYST:acme");

        assertThat(nobody.status()).isEqualTo(401);
        assertThat(nobody.text("code")).isEqualTo("UNAUTHORIZED");
        assertThat(broken.status()).isEqualTo(401);
        assertThat(writing.status()).isEqualTo(403);
        assertThat(writing.text("code")).isEqualTo("FORBIDDEN");
        assertThat(analyst.status()).isEqualTo(403);
    }

    @Test
    void oneOfManyConcurrentRegistrationsOfAnAddressWins() throws Exception {
        String body = TestPlatform.bot("agents:read");
        List<Integer> statuses;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> calls =
                    IntStream.range(0, 8)
                            .mapToObj(i ->
                                    threads.submit(() ->
                                            platform.call(
                                                            "POST",
                                                            AGENTS,
                                                            ADMIN,
                                                            i % 2 == 0
                                                                    ? body
                                                                    : body.replace("bot", "BOT"))
                                                    .status()))
                            .toList();
            statuses = results(calls);
        }

        assertThat(statuses).containsOnlyOnce(201);
        assertThat(statuses).filteredOn(status -> status == 409).hasSize(7);
    }

    @Test
    void aTakenAddressIsAConflictInOneWorkspaceOnly() {
        String body = TestPlatform.bot("agents:read");
        platform.call("POST", AGENTS, ADMIN, body);

        Answer again = platform.call("POST", AGENTS, ADMIN, body);
        Answer elsewhere = platform.call("POST", AGENTS, "person:ADMIN:umbrella", body);

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text("code")).isEqualTo("AGENT_ALREADY_EXISTS");
        assertThat(elsewhere.status()).isEqualTo(201);
    }

    @Test
    void anotherWorkspacesAgentDoesNotExist() {
        String agentId = platform.hasAgent("agents:read");
        String stranger = "person:ADMIN:umbrella";
        String path = AGENTS + "/" + agentId;

        for (Answer answer :
                List.of(
                        platform.get(path, stranger),
                        patch(agentId, stranger, "{\"owner\":\"eve\"}"),
                        platform.call("DELETE", path, stranger, ""),
                        platform.call("POST", path + "/credentials", stranger, ""),
                        platform.get(path + "/credentials", stranger))) {
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.text("code")).isEqualTo("AGENT_NOT_FOUND");
        }
        assertThat(platform.get(AGENTS + "/nonsense", ADMIN).status()).isEqualTo(404);
    }

    @Test
    void anAgentChangesItselfAndNobodyElse() {
        String self = platform.hasAgent("agents:write");
        String token =
                platform.token(self, platform.hasCredential(self).text("clientSecret"))
                        .text("access_token");
        String other = platform.hasAgent("agents:write");

        assertThat(patch(self, token, "{\"version\":\"2.0.0\"}").status()).isEqualTo(200);
        assertThat(patch(other, token, "{\"version\":\"2.0.0\"}").status()).isEqualTo(403);
        assertThat(platform.call("DELETE", AGENTS + "/" + other, token, "").status())
                .isEqualTo(403);
    }

    /** Two administrators decide on an erasure: by another owner's name, one would be two. */
    @Test
    void whoAnswersForAnAgentIsNotTheAgentsToSay() {
        String self = platform.hasAgent("admin");
        String token =
                platform.token(self, platform.hasCredential(self).text("clientSecret"))
                        .text("access_token");

        assertThat(patch(self, token, "{\"owner\":\"somebody else\"}").status()).isEqualTo(403);
        assertThat(patch(self, ADMIN, "{\"owner\":\"somebody else\"}").status()).isEqualTo(200);
    }

    @Test
    void theAdminScopeReachesTheWholeWorkspace() {
        String token = platform.tokenWith("admin");
        String other = platform.hasAgent("agents:write");

        assertThat(patch(other, token, "{\"status\":\"suspended\"}").text("status"))
                .isEqualTo("suspended");
    }

    @Test
    void nobodyHandsOutScopesThatItDoesNotHold() {
        String self = platform.hasAgent("agents:write");
        String token =
                platform.token(self, platform.hasCredential(self).text("clientSecret"))
                        .text("access_token");

        Answer widen = patch(self, token, "{\"scopes\":[\"agents:write\",\"admin\"]}");
        Answer child = platform.call("POST", AGENTS, token, TestPlatform.bot("admin"));
        Answer ordinary = platform.call("POST", AGENTS, token, botWith("scopes", ""));

        assertThat(widen.status()).isEqualTo(403);
        assertThat(child.status()).isEqualTo(403);
        assertThat(ordinary.json().path("scopes"))
                .extracting(JsonNode::asText)
                .containsExactly("agents:write");
    }

    @Test
    void aRefusalIsAuditedWithWhoWhatAndWhy() {
        String self = platform.hasAgent("agents:write");
        String token =
                platform.token(self, platform.hasCredential(self).text("clientSecret"))
                        .text("access_token");
        String other = platform.hasAgent("agents:read");

        assertThat(patch(other, token, "{\"version\":\"2.0.0\"}").status()).isEqualTo(403);
        assertThat(platform.get("/api/v1/audit", token).status()).isEqualTo(403);

        await().untilAsserted(() ->
                assertThat(refusedTo(self))
                        .extracting(event -> event.metadata().get("endpoint"))
                        .containsExactlyInAnyOrder("/api/v1/agents/{agentId}", "/api/v1/audit"));
        assertThat(refusedTo(self))
                .filteredOn(event -> event.target().isPresent())
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.outcome()).isEqualTo(Outcome.FAILURE);
                    assertThat(event.target().orElseThrow().id()).isEqualTo(other);
                    assertThat(event.metadata())
                            .containsEntry("method", "PATCH")
                            .containsEntry("status_code", 403L)
                            .extractingByKey("reason")
                            .asString()
                            .contains("manages only itself");
                });
    }

    private List<AuditEvent> refusedTo(String agentId) {
        return platform.audited("acme").stream()
                .map(Entry::event)
                .filter(event -> event.action().equals("api.called"))
                .filter(event -> event.actor().id().equals(agentId))
                .toList();
    }

    /** A key is as good as a secret: a leaked narrow token must not bring one in. */
    @Test
    void aNarrowTokenDoesNotChangeHowItsAgentAuthenticates() {
        String self = platform.hasAgent("agents:read", "agents:write");
        String secret = platform.hasCredential(self).text("clientSecret");
        String narrow = platform.token(self, secret, "agents:write").text("access_token");
        String whole = platform.token(self, secret).text("access_token");
        String change = "{\"jwksUri\":\"https://keys.example/jwks.json\"}";

        assertThat(patch(self, narrow, change).status()).isEqualTo(403);
        assertThat(patch(self, whole, change).status()).isEqualTo(200);
    }

    @Test
    void changesAreAuditedWithOldAndNewValues() {
        String agentId = platform.hasAgent("agents:read");
        Answer changed = patch(agentId, ADMIN, "{\"version\":\"2.0.0\",\"owner\":\"bob\"}");

        assertThat(changed.text("owner")).isEqualTo("bob");
        assertThat(
                        platform.audited("acme").stream()
                                .map(entry -> entry.event())
                                .filter(event -> event.action().equals("agent.updated"))
                                .filter(event -> event.target().orElseThrow().id().equals(agentId)))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.before())
                            .containsOnly(
                                    Map.entry("version", "1.2.3-beta"),
                                    Map.entry("owner", "alice"));
                    assertThat(event.after())
                            .containsOnly(Map.entry("version", "2.0.0"), Map.entry("owner", "bob"));
                    assertThat(event.actor().id()).isEqualTo("alice");
                });
    }

    @Test
    void addedScopesReachTokensAskedForWithoutScopeAtOnce() {
        String agentId = platform.hasAgent("agents:read");
        String secret = platform.hasCredential(agentId).text("clientSecret");
        String before = platform.token(agentId, secret).text("access_token");

        patch(agentId, ADMIN, "{\"scopes\":[\"agents:read\",\"audit:read\"]}");

        assertThat(platform.token(agentId, secret).text("scope"))
                .isEqualTo("agents:read audit:read");
        // Nothing was taken away: the older token lives.
        assertThat(platform.get(AGENTS, before).status()).isEqualTo(200);
    }

    @Test
    void aPatchThatChangesNothingLeavesNoTrace() {
        String agentId = platform.hasAgent("agents:read");
        Answer same = patch(agentId, ADMIN, "{\"owner\":\"alice\"}");

        assertThat(same.status()).isEqualTo(200);
        assertThat(same.text("updatedAt")).isEqualTo(same.text("createdAt"));
    }

    @Test
    void refusesWhatCannotBePatched() {
        String agentId = platform.hasAgent("agents:read");

        for (String body :
                List.of(
                        "{}",
                        "{\"email\":\"new@acme.test\"}",
                        "{\"agentId\":\"x\"}",
                        "{\"status\":\"decommissioned\"}",
                        "{\"status\":\"gone\"}")) {
            Answer answer = patch(agentId, ADMIN, body);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text("code")).isEqualTo("VALIDATION_ERROR");
        }
    }

    @Test
    void decommissioningIsFinalAndTakesTheCredentials() {
        String agentId = platform.hasAgent("agents:read");
        String credential = platform.hasCredential(agentId).text("credentialId");
        String path = AGENTS + "/" + agentId;

        assertThat(platform.call("DELETE", path, ADMIN, "").status()).isEqualTo(204);
        Answer again = platform.call("DELETE", path, ADMIN, "");
        Answer changed = patch(agentId, ADMIN, "{\"status\":\"active\"}");
        Answer credentials = platform.get(path + "/credentials", ADMIN);

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text("code")).isEqualTo("AGENT_DECOMMISSIONED");
        assertThat(changed.status()).isEqualTo(409);
        assertThat(platform.get(path, ADMIN).text("status")).isEqualTo("decommissioned");
        assertThat(credentials.json().path("data").path(0).path("status").asText())
                .isEqualTo("revoked");
        assertThat(credentials.json().path("data").path(0).path("credentialId").asText())
                .isEqualTo(credential);
    }

    @Test
    void listsNewestFirstByFilterAndPage() {
        String admin = "person:ADMIN:listing";
        List<String> ids =
                IntStream.range(0, 5)
                        .mapToObj(_ ->
                                platform.call("POST", AGENTS, admin, TestPlatform.bot())
                                        .text("agentId"))
                        .toList();
        patch(ids.getFirst(), admin, "{\"status\":\"suspended\",\"owner\":\"bob\"}");

        Answer second = platform.get(AGENTS + "?page=2&limit=2", admin);
        Answer suspended = platform.get(AGENTS + "?status=suspended", admin);
        Answer byOwner = platform.get(AGENTS + "?owner=bob&agentType=monitor", admin);
        Answer all = platform.get(AGENTS, admin);

        assertThat(idsIn(second)).containsExactly(ids.get(2), ids.get(1));
        assertThat(second.json().path("total").intValue()).isEqualTo(5);
        assertThat(second.json().path("page").intValue()).isEqualTo(2);
        assertThat(second.json().path("limit").intValue()).isEqualTo(2);
        assertThat(idsIn(suspended)).containsExactly(ids.getFirst());
        assertThat(suspended.json().path("total").intValue()).isEqualTo(1);
        assertThat(idsIn(byOwner)).containsExactly(ids.getFirst());
        assertThat(byOwner.json().path("total").intValue()).isEqualTo(1);
        assertThat(all.json().path("limit").intValue()).isEqualTo(20);
        for (String query :
                List.of(
                        "?limit=101",
                        "?page=0",
                        "?limit=x",
                        "?page=%D9%A1",
                        "?page=%2B1",
                        "?status=gone")) {
            assertThat(platform.get(AGENTS + query, admin).status()).isEqualTo(400);
        }
    }

    @Test
    void theLimitIsExactUnderConcurrencyAndFreedByDecommissioning() {
        try (TestPlatform small = new TestPlatform(new Options(3, 0))) {
            List<Answer> answers =
                    IntStream.range(0, 10)
                            .parallel()
                            .mapToObj(_ -> small.call("POST", AGENTS, ADMIN, TestPlatform.bot()))
                            .toList();

            List<Answer> made = answers.stream().filter(each -> each.status() == 201).toList();
            assertThat(made).hasSize(3);
            assertThat(answers)
                    .filteredOn(each -> each.status() == 403)
                    .hasSize(7)
                    .allSatisfy(refused -> {
                        assertThat(refused.text("code")).isEqualTo("FREE_TIER_LIMIT_EXCEEDED");
                        assertThat(refused.json().path("details").path("limit").intValue())
                                .isEqualTo(3);
                    });

            small.call("DELETE", AGENTS + "/" + made.getFirst().text("agentId"), ADMIN, "");
            assertThat(small.call("POST", AGENTS, ADMIN, TestPlatform.bot()).status())
                    .isEqualTo(201);
        }
    }

    private static List<Integer> results(List<Future<Integer>> calls) throws Exception {
        List<Integer> results = new ArrayList<>();
        for (Future<Integer> call : calls) {
            results.add(call.get());
        }
        return results;
    }

    private static List<String> idsIn(Answer page) {
        return StreamSupport.stream(page.json().path("data").spliterator(), false)
                .map(agent -> agent.path("agentId").asText())
                .toList();
    }
}
