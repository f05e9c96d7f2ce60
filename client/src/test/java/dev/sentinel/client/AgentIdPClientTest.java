package dev.sentinel.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.client.AnsweringServer.Answer;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
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
            Page<Agent> agents = client.agents().listAgents(2, 20);

            assertThat(agents.total()).isEqualTo(21);
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
            assertThatThrownBy(() -> client.agents().updateAgent("5e1b", Map.of("owner", "bob")))
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
}
