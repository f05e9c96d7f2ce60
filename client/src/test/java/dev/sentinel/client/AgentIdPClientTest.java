package dev.sentinel.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.client.AnsweringServer.Answer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class AgentIdPClientTest {
    private static final String AGENT =
            """
            {"agentId":"5e1b","email":"bot@acme.test","agentType":"monitor","version":"1.0.0",
             "capabilities":["data:read"],"owner":"alice","deploymentEnv":"production",
             "status":"active","scopes":["risk:score"],"createdAt":"2026-03-01T12:00:00Z",
             "updatedAt":"2026-03-01T12:00:00Z","somethingNew":1}
            """;

    @Test
    void registersWithTheContractsFieldNames() throws IOException {
        try (AnsweringServer server = new AnsweringServer(() -> new Answer(201, AGENT));
                AgentIdPClient client = AgentIdPClient.withToken(server.uri(), () -> "token")) {
            Agent agent =
                    client.agents()
                            .registerAgent(
                                    RegisterAgentRequest.builder()
                                            .email("bot@acme.test")
                                            .agentType("monitor")
                                            .capabilities("data:read")
                                            .owner("alice")
                                            .deploymentEnv("production")
                                            .build());

            assertThat(agent.agentId()).isEqualTo("5e1b");
            assertThat(agent.createdAt()).isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
            assertThat(server.requests().getFirst())
                    .startsWith("POST /api/v1/agents ")
                    .contains("\"agentType\":\"monitor\"", "\"deploymentEnv\":\"production\"")
                    .doesNotContain("scopes");
        }
    }

    @Test
    void readsPages() throws IOException {
        String page = "{\"data\":[" + AGENT + "],\"total\":21,\"page\":2,\"limit\":20}";
        try (AnsweringServer server = new AnsweringServer(() -> new Answer(200, page));
                AgentIdPClient client = AgentIdPClient.withToken(server.uri(), () -> "token")) {
            PaginatedAgents agents =
                    client.agents()
                            .listAgents(
                                    ListAgentsParams.page(2, 20)
                                            .ofOwner("al ice")
                                            .ofStatus("active"));

            assertThat(agents.total()).isEqualTo(21);
            assertThat(server.requests())
                    .containsExactly(
                            "GET /api/v1/agents?page=2&limit=20&owner=al+ice&status=active ");
            assertThat(agents.data()).extracting(Agent::owner).containsExactly("alice");
        }
    }

    @Test
    void aCredentialPrintsWithoutItsSecret() throws IOException {
        String credential =
                """
                {"credentialId":"c1","clientId":"5e1b","clientSecret":"sk_live_ab","status":"active",
                 "createdAt":"2026-03-01T12:00:00Z","expiresAt":null}
                """;
        try (AnsweringServer server = new AnsweringServer(() -> new Answer(201, credential));
                AgentIdPClient client = AgentIdPClient.withToken(server.uri(), () -> "token")) {
            NewCredential made = client.credentials().generateCredential("5e1b");

            assertThat(made.clientSecret()).isEqualTo("sk_live_ab");
            assertThat(made.expiresAt()).isEmpty();
            assertThat(made.toString()).doesNotContain("sk_live_ab");
        }
    }

    @Test
    void aRefusalCarriesItsCodeAndDetails() throws IOException {
        String refusal =
                """
                {"code":"FREE_TIER_LIMIT_EXCEEDED","message":"no more","details":{"limit":100}}
                """;
        try (AnsweringServer server = new AnsweringServer(() -> new Answer(403, refusal));
                AgentIdPClient client = AgentIdPClient.withToken(server.uri(), () -> "token")) {
            assertThatThrownBy(
                            () -> client.agents().updateAgent("5e1b", UpdateAgentRequest.suspend()))
                    .isInstanceOfSatisfying(
                            AgentIdPException.Refused.class,
                            refused -> {
                                assertThat(refused.status()).isEqualTo(403);
                                assertThat(refused.code()).isEqualTo("FREE_TIER_LIMIT_EXCEEDED");
                                assertThat(refused.details()).containsEntry("limit", 100);
                            });
        }
    }

    @Test
    void decommissioningExpectsNoBody() throws IOException {
        try (AnsweringServer server = new AnsweringServer(() -> new Answer(204, ""));
                AgentIdPClient client = AgentIdPClient.withToken(server.uri(), () -> "token")) {
            client.agents().decommissionAgent("5e1b");

            assertThat(server.requests()).containsExactly("DELETE /api/v1/agents/5e1b ");
        }
    }

    @Test
    void whatCannotBeAnsweredFailsTheFutureOfTheTwin() throws IOException {
        Answer refusal = new Answer(404, "{\"code\":\"AGENT_NOT_FOUND\",\"message\":\"no\"}");
        try (AnsweringServer server = new AnsweringServer(() -> refusal);
                AgentIdPClient client = AgentIdPClient.withToken(server.uri(), () -> "token")) {
            assertThat(client.agents().getAgentAsync("5e1b"))
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableOfType(ExecutionException.class)
                    .havingCause()
                    .isInstanceOfSatisfying(
                            AgentIdPException.class,
                            failure -> assertThat(failure.code()).isEqualTo("AGENT_NOT_FOUND"));
        }
    }

    @Test
    void updatesOnlyWhatIsNamed() throws IOException {
        try (AnsweringServer server = new AnsweringServer(() -> new Answer(200, AGENT));
                AgentIdPClient client = AgentIdPClient.withToken(server.uri(), () -> "token")) {
            client.agents().updateAgent("5e1b", UpdateAgentRequest.builder().owner("bob").build());

            assertThat(server.requests())
                    .containsExactly("PATCH /api/v1/agents/5e1b {\"owner\":\"bob\"}");
        }
    }

    /** RFC 7662 section 2.2, RFC 7009 section 2.1. */
    @Test
    void introspectsAndRevokesTokens() throws IOException {
        Answer active =
                new Answer(
                        200,
                        "{\"active\":true,\"scope\":\"a b\",\"client_id\":\"5e1b\",\"exp\":1772370000}");
        Queue<Answer> answers =
                new ConcurrentLinkedQueue<>(
                        List.of(
                                active,
                                new Answer(200, "{\"active\":false}"),
                                new Answer(200, "{}")));
        try (AnsweringServer server = new AnsweringServer(answers::remove);
                AgentIdPClient client = AgentIdPClient.withToken(server.uri(), () -> "token")) {
            TokenIntrospection good = client.tokens().introspectToken("a+b");
            TokenIntrospection bad = client.tokens().introspectToken("x");
            client.tokens().revokeToken("x");

            assertThat(good.active()).isTrue();
            assertThat(good.clientId()).contains("5e1b");
            assertThat(good.expiresAt()).contains(Instant.ofEpochSecond(1_772_370_000));
            assertThat(bad.active()).isFalse();
            assertThat(bad.expiresAt()).isEmpty();
            assertThat(server.requests())
                    .containsExactly(
                            "POST /api/v1/token/introspect token=a%2Bb",
                            "POST /api/v1/token/introspect token=x",
                            "POST /api/v1/token/revoke token=x");
        }
    }

    @Test
    void anOAuthRefusalIsNamedByItsError() throws IOException {
        Answer refusal =
                new Answer(403, "{\"error\":\"access_denied\",\"error_description\":\"no\"}");
        try (AnsweringServer server = new AnsweringServer(() -> refusal);
                AgentIdPClient client = AgentIdPClient.withToken(server.uri(), () -> "token")) {
            assertThatThrownBy(() -> client.tokens().revokeToken("x"))
                    .isInstanceOfSatisfying(
                            AgentIdPException.TokenRefused.class,
                            refused -> {
                                assertThat(refused.error()).isEqualTo("access_denied");
                                assertThat(refused.status()).isEqualTo(403);
                            });
        }
    }

    @Test
    void readsTheAuditLog() throws IOException {
        String event =
                """
                {"eventId":"e1","agentId":null,"action":"auth.failed","outcome":"failure",
                 "ipAddress":"127.0.0.1","userAgent":null,"metadata":{"reason":"bad secret"},
                 "timestamp":"2026-03-01T12:00:00Z"}
                """;
        String page = "{\"data\":[" + event + "],\"total\":1,\"page\":1,\"limit\":20}";
        Queue<Answer> answers =
                new ConcurrentLinkedQueue<>(List.of(new Answer(200, page), new Answer(200, event)));
        try (AnsweringServer server = new AnsweringServer(answers::remove);
                AgentIdPClient client = AgentIdPClient.withToken(server.uri(), () -> "token")) {
            PaginatedAuditEvents events =
                    client.audit().queryAuditLog(QueryAuditParams.firstPage().ofOutcome("failure"));
            AuditEvent one = client.audit().getAuditEvent("e1");

            assertThat(events.data()).containsExactly(one);
            assertThat(one.agentId()).isEmpty();
            assertThat(one.metadata()).containsEntry("reason", "bad secret");
            assertThat(server.requests().getFirst())
                    .startsWith("GET /api/v1/audit?")
                    .contains("outcome=failure", "page=1", "limit=20");
        }
    }

    /** A token may be revoked while it is in use: one new one is fetched, and the call goes on. */
    @Test
    void asksOnceMoreWithANewTokenWhenTheOldOneIsRefused() throws IOException {
        Answer first = new Answer(200, "{\"access_token\":\"t1\",\"expires_in\":3600}");
        Answer second = new Answer(200, "{\"access_token\":\"t2\",\"expires_in\":3600}");
        Answer revoked = new Answer(401, "{\"code\":\"UNAUTHORIZED\",\"message\":\"revoked\"}");
        Queue<Answer> answers =
                new ConcurrentLinkedQueue<>(
                        List.of(first, revoked, second, new Answer(200, AGENT)));
        try (AnsweringServer server = new AnsweringServer(answers::remove);
                AgentIdPClient client =
                        new AgentIdPClient(server.uri().toString(), "5e1b", "secret", "a b")) {
            assertThat(client.agents().getAgent("5e1b").agentId()).isEqualTo("5e1b");

            assertThat(client.accessTokens().get()).isEqualTo("t2");
            assertThat(server.requests()).hasSize(4);
        }
    }

    @Test
    void asksOnlyOnceMore() throws IOException {
        AtomicInteger issued = new AtomicInteger();
        AtomicInteger calls = new AtomicInteger();
        Answer revoked = new Answer(401, "{\"code\":\"UNAUTHORIZED\",\"message\":\"revoked\"}");
        Supplier<Answer> answers =
                () ->
                        calls.getAndIncrement() % 2 == 0
                                ? new Answer(
                                        200,
                                        "{\"access_token\":\"t%d\",\"expires_in\":3600}"
                                                .formatted(issued.incrementAndGet()))
                                : revoked;
        try (AnsweringServer server = new AnsweringServer(answers);
                AgentIdPClient client =
                        new AgentIdPClient(server.uri().toString(), "5e1b", "secret")) {
            assertThatThrownBy(() -> client.agents().getAgent("5e1b"))
                    .isInstanceOfSatisfying(
                            AgentIdPException.Refused.class,
                            refused -> assertThat(refused.status()).isEqualTo(401));
            assertThat(server.requests()).hasSize(4);
        }
    }
}
