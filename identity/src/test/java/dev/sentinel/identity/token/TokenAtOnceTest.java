package dev.sentinel.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.audit.event.Entry;
import dev.sentinel.identity.agent.AgentId;
import dev.sentinel.identity.agent.AgentStatus;
import dev.sentinel.identity.agent.ClientMetadata;
import dev.sentinel.identity.credential.CredentialId;
import dev.sentinel.identity.credential.KeptSecret;
import dev.sentinel.identity.credential.SecretMac;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestKeys;
import dev.sentinel.identity.testing.TestPlatform;
import dev.sentinel.identity.testing.TestPlatform.Options;
import dev.sentinel.trust.Rules;
import dev.sentinel.trust.crypto.SignatureAlgorithm;
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
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * A client that is known is judged on the event loop, by the same rules, and where a signature is
 * quick, it is made there. The first request of each client is judged on a thread, as it is read
 * from the database then.
 */
class TokenAtOnceTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00.500Z");

    @AutoClose
    private final TestPlatform platform =
            new TestPlatform(
                    Options.USUAL
                            .requests(4, Duration.ofMinutes(10))
                            .keys(TestKeys.of(SignatureAlgorithm.ES256)));

    private final String agentId = platform.hasAgent("agents:read");
    private final String path = "/api/v1/agents/" + agentId;
    private final Answer credential = platform.hasCredential(agentId);
    private final String secret = credential.text("clientSecret");
    private final String first = platform.token(agentId, secret).text("access_token");

    @Test
    void eachTokenIsAnotherIsGoodAndIsInTheAuditLog() {
        String second = platform.token(agentId, secret).text("access_token");

        assertThat(second).isNotEqualTo(first);
        assertThat(platform.get(path, second).status()).isEqualTo(200);
        assertThat(actions()).filteredOn("token.issued"::equals).hasSize(2);
    }

    @Test
    void aWrongSecretIsRefusedAndIsInTheAuditLog() {
        Answer answer = platform.token(agentId, secret.replace("sk_live_", "sk_live_0"));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text("error")).isEqualTo("invalid_client");
        assertThat(actions()).contains("auth.failed");
    }

    @Test
    void anotherScopeIsRefusedAndCounts() {
        Answer answer = platform.token(agentId, secret, "agents:write");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_scope");
        assertThat(answer.header("X-RateLimit-Remaining")).isEqualTo("2");
    }

    @Test
    void whoAsksTooOftenIsRefused() {
        for (int i = 0; i < 3; i++) {
            assertThat(platform.token(agentId, secret).status()).isEqualTo(200);
        }

        assertThat(platform.token(agentId, secret).status()).isEqualTo(429);
    }

    @Test
    void aSuspendedAgentGetsNone() {
        platform.call("PATCH", path, TestPlatform.ADMIN, "{\"status\":\"suspended\"}");

        assertThat(platform.token(agentId, secret).text("error")).isEqualTo("unauthorized_client");
    }

    @Test
    void afterARotationTheNewSecretAloneIsGoodAndSoIsItsToken() {
        String rotated =
                platform.call(
                                "POST",
                                path
                                        + "/credentials/"
                                        + credential.text("credentialId")
                                        + "/rotate",
                                TestPlatform.ADMIN,
                                "")
                        .text("clientSecret");

        assertThat(platform.token(agentId, secret).status()).isEqualTo(401);
        String token = platform.token(agentId, rotated).text("access_token");
        assertThat(platform.get(path, token).status()).isEqualTo(200);
        assertThat(platform.get(path, first).status()).isEqualTo(401);
    }

    /** Otherwise all that is said here could be true of the threads alone. */
    @Test
    void aKnownClientTakesNoThreadAndAnUnknownOneDoes() throws IOException {
        String other = platform.hasAgent("agents:read");
        String its = platform.hasCredential(other).text("clientSecret");
        List<Boolean> atOnce = new CopyOnWriteArrayList<>();
        try (WebServer server = WebServer.start(Clock.systemUTC())) {
            URI uri = watchedTokens(server, atOnce);

            assertThat(token(uri, agentId, secret).status()).isEqualTo(200);
            assertThat(token(uri, other, its).status()).isEqualTo(200);
            assertThat(token(uri, other, its).status()).isEqualTo(200);

            assertThat(atOnce).containsExactly(true, false, true);
        }
    }

    /** The token endpoint on a listener of its own; notes what came of asking it at once. */
    private URI watchedTokens(WebServer server, List<Boolean> atOnce) throws IOException {
        Endpoint tokens =
                platform.identity.resources().stream()
                        .flatMap(resource -> resource.routes().stream())
                        .filter(route -> route.path().equals(TokenResource.PATH))
                        .findFirst()
                        .flatMap(Route::endpoint)
                        .orElseThrow();
        Route watched =
                Route.post(TokenResource.PATH)
                        .dialect(Dialect.OAUTH)
                        .access(Rules.open())
                        .to(
                                Endpoint.atOnce(
                                        request -> {
                                            Optional<Response> answer = tokens.atOnce(request);
                                            atOnce.add(answer.isPresent());
                                            return answer;
                                        },
                                        tokens));
        Listener listener =
                server.listen(
                        new ListenerConfig("watched", "127.0.0.1", 0, Dialect.AGENT),
                        RouteTable.of(List.of(() -> List.of(watched))),
                        _ -> Optional.empty(),
                        _ -> {});
        return URI.create("http://127.0.0.1:" + listener.port() + TokenResource.PATH);
    }

    private Answer token(URI uri, String clientId, String clientSecret) {
        String form =
                TestPlatform.encoded(
                        Map.of(
                                "grant_type", "client_credentials",
                                "client_id", clientId,
                                "client_secret", clientSecret));
        return platform.send(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form)));
    }

    @Test
    void aMarkOfThisSecondIsWaitedForOnAThread() {
        assertThat(client(Optional.empty(), inRow()).isJudgedFromMemory(NOW)).isTrue();
        assertThat(client(Optional.of(NOW.minusSeconds(1)), inRow()).isJudgedFromMemory(NOW))
                .isTrue();
        assertThat(client(Optional.of(NOW.minusMillis(400)), inRow()).isJudgedFromMemory(NOW))
                .isFalse();
        assertThat(client(Optional.of(NOW.plusSeconds(9)), inRow()).isJudgedFromMemory(NOW))
                .isFalse();
    }

    @Test
    void whatIsInVaultIsAskedForOnAThread() {
        assertThat(
                        client(Optional.empty(), KeptSecret.of(null, "secret/data/a/b", 1))
                                .isJudgedFromMemory(NOW))
                .isFalse();
    }

    private static KeptSecret inRow() {
        return new KeptSecret.InRow(new SecretMac(new byte[32]));
    }

    private static Client client(Optional<Instant> notBefore, KeptSecret kept) {
        return new Client(
                new AgentId(UUID.randomUUID()),
                "acme",
                AgentStatus.ACTIVE,
                Set.of(),
                ClientMetadata.NONE,
                List.of(),
                Optional.empty(),
                List.of(
                        new ClientKey(
                                new CredentialId(UUID.randomUUID()),
                                kept,
                                Optional.empty(),
                                Optional.empty(),
                                notBefore)));
    }

    private List<String> actions() {
        return platform.audited("acme").stream()
                .map(Entry::event)
                .map(event -> event.action())
                .toList();
    }
}
