package dev.sentinel.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.config.Settings;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
import dev.sentinel.client.AgentIdPClient;
import dev.sentinel.client.AgentIdPException;
import dev.sentinel.client.ListAgentsParams;
import dev.sentinel.client.RegisterAgentRequest;
import dev.sentinel.server.Additions;
import dev.sentinel.server.Sentinel;
import dev.sentinel.web.Listener;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code agents bootstrap}: from an empty database to the first agent, as an operator goes. */
class BootstrapCommandTest {
    @TempDir private Path directory = Path.of("");
    private final TestDatabase stores = TestPostgres.fresh("audit", "identity");
    private final String redis = TestRedis.fresh();

    @AfterEach
    void close() {
        stores.close();
    }

    private Map<String, String> settings() {
        return IdentitySettings.of(stores, redis, directory);
    }

    private Ran run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line =
                SentinelCommand.commandLine(Surroundings.of(settings(), directory.resolve(".env")))
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true));
        return new Ran(line.execute(arguments), out.toString(), err.toString());
    }

    private JsonNode json(String... arguments) {
        Ran ran = run(arguments);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        return Json.tree(ran.out());
    }

    private Sentinel started() {
        return Sentinel.start(
                Settings.of(settings()),
                new Additions(_ -> Optional.empty(), List.of()),
                Clock.systemUTC(),
                new SecureRandom());
    }

    private static AgentIdPClient client(Sentinel sentinel, JsonNode made) {
        int port =
                sentinel.listeners().stream()
                        .filter(each -> each.name().equals("identity"))
                        .mapToInt(Listener::port)
                        .findFirst()
                        .orElseThrow();
        return AgentIdPClient.connect(
                URI.create("http://127.0.0.1:" + port),
                made.path("clientId").asText(),
                made.path("clientSecret").asText(),
                List.of());
    }

    @Test
    void theFirstAdministratorIsMadeOnceAndManagesTheWorkspace() {
        try (Sentinel sentinel = started()) {
            JsonNode first = json("agents", "bootstrap", "--workspace", "acme", "--json");
            assertThat(first.path("clientSecret").asText()).matches("sk_live_[0-9a-f]{64}");
            try (AgentIdPClient administrator = client(sentinel, first)) {
                String bot =
                        administrator
                                .agents()
                                .registerAgent(
                                        RegisterAgentRequest.builder()
                                                .email("bot@acme.test")
                                                .agentType("monitor")
                                                .capabilities("data:read")
                                                .owner("alice")
                                                .deploymentEnv("production")
                                                .build())
                                .agentId();
                assertThat(administrator.credentials().generateCredential(bot).clientId())
                        .isEqualTo(bot);

                Ran again = run("agents", "bootstrap", "--workspace", "acme");
                assertThat(again.exitCode()).isEqualTo(1);
                assertThat(again.err())
                        .contains(first.path("clientId").asText(), "--force")
                        .doesNotContain("sk_live_");

                JsonNode second =
                        json("agents", "bootstrap", "--workspace", "acme", "--force", "--json");
                assertThat(second.path("ended").path(0).path("clientId").asText())
                        .isEqualTo(first.path("clientId").asText());
                try (AgentIdPClient successor = client(sentinel, second)) {
                    assertThat(successor.agents().getAgent(bot).email()).isEqualTo("bot@acme.test");
                }
                // Its tokens end with it, in the process that runs, too.
                administrator.clearTokenCache();
                Assertions.assertThatThrownBy(() ->
                                administrator.agents().listAgents(ListAgentsParams.page(1, 10)))
                        .isInstanceOf(AgentIdPException.TokenRefused.class);
            }
        }
    }

    /** Another workspace begins empty, and is not seen from this one. */
    @Test
    void everyWorkspaceHasItsOwn() {
        try (Sentinel sentinel = started();
                AgentIdPClient acme =
                        client(
                                sentinel,
                                json("agents", "bootstrap", "--workspace", "acme", "--json"));
                AgentIdPClient other =
                        client(
                                sentinel,
                                json("agents", "bootstrap", "--workspace", "other", "--json"))) {
            assertThat(acme.agents().listAgents(ListAgentsParams.page(1, 10)).total()).isEqualTo(1);
            assertThat(other.agents().listAgents(ListAgentsParams.page(1, 10)).total())
                    .isEqualTo(1);
        }
    }

    @Test
    void whatCannotBeDoneIsOneLine() {
        Ran wrong = run("agents", "bootstrap", "--workspace", "Acme Inc");
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err()).contains("--workspace").doesNotContain("Exception");
    }

    private record Ran(int exitCode, String out, String err) {}
}
