package dev.sentinel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
import dev.sentinel.server.TestSentinel.Credential;
import dev.sentinel.server.cli.SentinelCommand;
import dev.sentinel.server.cli.Surroundings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code sentinel audit erase}: two administrators, the running platform, and the log after it. */
@Timeout(180)
final class AuditEraseTest {
    @TempDir private Path directory = Path.of("");
    private final TestDatabase stores = TestPostgres.fresh("audit", "identity", "risk");
    private TestSentinel platform;

    @BeforeEach
    void start() throws InterruptedException {
        platform = new TestSentinel(directory, stores, TestRedis.fresh());
        platform.start();
    }

    @AfterEach
    void stop() {
        platform.close();
        stores.close();
    }

    @Test
    void twoAdministratorsEraseAPersonAndTheLogStillVerifies() throws Exception {
        Credential person =
                platform.hasCredential(platform.hasAgent("bot", "carol", "agents:read"));
        platform.token(person, "agents:read");
        Credential first = platform.hasCredential(platform.hasAgent("first", "alice", "admin"));
        Credential second = platform.hasCredential(platform.hasAgent("second", "bob", "admin"));
        Credential another = platform.hasCredential(platform.hasAgent("another", "alice", "admin"));

        Ran unknown = erase(first, "--person", "usr_nobody", "--reason", "mistyped");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err()).contains("PERSON_NOT_FOUND", "usr_nobody");
        Ran asked = erase(first, "--json", "--person", person.clientId(), "--reason", "carol left");
        assertThat(asked.exitCode()).as(asked.err()).isZero();
        String erasure = Json.tree(asked.out()).path("erasureId").asText();

        for (Credential same : List.of(first, another)) {
            Ran refused = erase(same, "--approve", erasure);
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.err()).contains("another administrator");
        }
        Ran done = erase(second, "--approve", erasure);
        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(done.out()).matches("(?s)erased personal fields in [1-9][0-9]* places.*");
        assertThat(erase(second, "--approve", erasure).err()).contains("has been carried out");

        Ran verified = run(Map.of(), "audit", "verify", "--json");
        assertThat(verified.exitCode()).as(verified.out() + verified.err()).isZero();
        assertThat(Json.tree(verified.out()).path("erased").asLong()).isPositive();
        JsonNode told = events("personal.erased&outcome=success").path(0);
        assertThat(told.path("actor").path("id").asText()).isEqualTo(second.clientId());
        assertThat(told.path("metadata").path("requestedBy").asText()).isEqualTo(first.clientId());
        JsonNode issued = events("token.issued&agentId=" + person.clientId()).path(0);
        assertThat(issued.path("erased").asBoolean()).isTrue();
        assertThat(issued.path("ipAddress").isNull()).isTrue();
    }

    private JsonNode events(String query) throws IOException, InterruptedException {
        return platform.json(
                        200,
                        platform.identity("/api/v1/audit?action=" + query)
                                .header("Authorization", TestSentinel.ADMIN)
                                .GET())
                .path("data");
    }

    private Ran erase(Credential by, String... arguments) {
        String[] command = new String[arguments.length + 2];
        command[0] = "audit";
        command[1] = "erase";
        System.arraycopy(arguments, 0, command, 2, arguments.length);
        return run(
                Map.of(
                        "SENTINEL_CLIENT_ID", by.clientId(),
                        "SENTINEL_CLIENT_SECRET", by.clientSecret()),
                command);
    }

    private Ran run(Map<String, String> further, String... arguments) {
        Map<String, String> settings = new HashMap<>(platform.environment());
        settings.put("IDENTITY_URL", "http://127.0.0.1:" + settings.get("IDENTITY_PORT"));
        settings.putAll(further);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode =
                SentinelCommand.commandLine(
                                Surroundings.of(settings, directory.resolve(".env.absent")))
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(arguments);
        return new Ran(exitCode, out.toString(), err.toString());
    }

    private record Ran(int exitCode, String out, String err) {}
}
