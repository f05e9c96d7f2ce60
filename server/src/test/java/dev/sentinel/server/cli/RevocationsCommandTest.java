package dev.sentinel.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.config.Settings;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.sql.DatabaseConfig;
import dev.sentinel.base.testing.ReferencePage;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
import dev.sentinel.client.AgentIdPClient;
import dev.sentinel.client.RegisterAgentRequest;
import dev.sentinel.client.UpdateAgentRequest;
import dev.sentinel.server.Additions;
import dev.sentinel.server.Sentinel;
import dev.sentinel.stores.Ports;
import dev.sentinel.trust.Principal;
import dev.sentinel.trust.Role;
import dev.sentinel.trust.token.TokenAuthenticator;
import dev.sentinel.web.Authenticator;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The feed for people, against an identity of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RevocationsCommandTest {
    private final TestDatabase stores = TestPostgres.fresh("audit", "identity");
    private final Map<String, String> settings = new HashMap<>();
    private Optional<Sentinel> sentinel = Optional.empty();

    @BeforeAll
    void start(@TempDir Path directory) {
        DatabaseConfig app = stores.app();
        settings.putAll(
                Map.of(
                        "APP_ENV", "test",
                        "APP_HOST", "127.0.0.1",
                        "SENTINEL_ROLES", "identity",
                        "DATABASE_URL",
                                "postgresql://%s:%s@%s"
                                        .formatted(
                                                app.user(),
                                                app.password().expose(),
                                                app.jdbcUrl().replace("jdbc:postgresql://", "")),
                        "REDIS_URL", TestRedis.fresh(),
                        "SENTINEL_SERVICE_KEY", "a-key-of-thirty-two-characters-ok",
                        "SENTINEL_KEK", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
                        "CREDENTIAL_PEPPER", "a pepper for tests, long enough to be one"));
        settings.put("IDENTITY_PORT", Integer.toString(Ports.free()));
        settings.put("MANAGEMENT_PORT", Integer.toString(Ports.free()));
        settings.put("AUDIT_SIGNING_KEY_PATH", directory.resolve("audit.pem").toString());
        settings.put(
                "SERVICE_CONFIG_PATH",
                ReferencePage.checkout().resolve("config/services.yaml").toString());
        sentinel =
                Optional.of(
                        Sentinel.start(
                                Settings.of(settings),
                                new Additions(alice(), List.of()),
                                Clock.systemUTC(),
                                new SecureRandom()));
    }

    @AfterAll
    void stop() {
        sentinel.ifPresent(Sentinel::close);
        stores.close();
    }

    private static Authenticator alice() {
        return head ->
                TokenAuthenticator.bearer(head)
                        .filter("alice"::equals)
                        .map(_ ->
                                new Principal.Person(
                                        "alice", "acme", Role.ADMIN, Optional.empty()));
    }

    private AgentIdPClient admin() {
        return AgentIdPClient.withToken(
                URI.create("http://127.0.0.1:" + settings.get("IDENTITY_PORT")), () -> "alice");
    }

    /** Suspends a new agent; its id. */
    private String suspended(String email) {
        try (AgentIdPClient admin = admin()) {
            String id =
                    admin.agents()
                            .registerAgent(
                                    RegisterAgentRequest.builder()
                                            .email(email)
                                            .owner("alice")
                                            .capabilities("data:read")
                                            .scopes("agents:read")
                                            .build())
                            .agentId();
            assertThat(admin.agents().updateAgent(id, UpdateAgentRequest.suspend()).status())
                    .isEqualTo("suspended");
            return id;
        }
    }

    private Surroundings surroundings() {
        return new Surroundings() {
            @Override
            public Settings settings() {
                return Settings.of(settings);
            }

            @Override
            public AgentIdPClient agent(Set<String> scopes) {
                throw new AssertionError("the service's key is set");
            }

            @Override
            public AgentIdPClient administrator() {
                return admin();
            }
        };
    }

    private int run(StringWriter out, String... arguments) {
        return SentinelCommand.commandLine(surroundings())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(new StringWriter(), true))
                .execute(arguments);
    }

    @Test
    void listsWhatIsInForceAndOfOneKind() {
        String agentId = suspended("listed@acme.test");
        try (AgentIdPClient admin = admin()) {
            // Identity tells its processes to read the agent anew; that ends nothing.
            admin.agents().updateAgent(agentId, UpdateAgentRequest.reactivate());
        }
        StringWriter all = new StringWriter();
        StringWriter tokens = new StringWriter();
        StringWriter json = new StringWriter();

        assertThat(run(all, "revocations", "list")).isZero();
        assertThat(run(tokens, "revocations", "list", "--kind", "token")).isZero();
        assertThat(run(json, "revocations", "list", "--json")).isZero();

        assertThat(all.toString()).containsOnlyOnce(agentId).contains("principal   " + agentId);
        assertThat(tokens.toString()).doesNotContain(agentId).contains("0 in force");
        assertThat(
                        StreamSupport.stream(
                                        Json.tree(json.toString()).path("data").spliterator(),
                                        false)
                                .map(each -> each.path("id").asText()))
                .contains(agentId);
    }

    @Test
    void watchShowsWhatIsDecidedAfterItBegan() throws InterruptedException {
        String before = suspended("before@acme.test");
        StringWriter out = new StringWriter();
        Thread watching =
                Thread.ofVirtual()
                        .start(() -> run(out, "revocations", "watch", "--since", "0", "--json"));
        await().until(() -> out.toString().contains(before));

        String after = suspended("after@acme.test");

        await().until(() -> out.toString().contains(after));
        JsonNode last = Json.tree(out.toString().lines().toList().getLast());
        assertThat(last.path("kind").asText()).isEqualTo("principal");
        assertThat(last.path("seq").longValue()).isPositive();
        watching.interrupt();
        watching.join();
    }
}
