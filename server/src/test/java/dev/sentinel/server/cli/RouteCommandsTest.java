package dev.sentinel.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.testing.ReferencePage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code routes} and {@code explain}, with the registry of the checkout and nothing running. */
class RouteCommandsTest {
    private static final Surroundings SURROUNDINGS = surroundings("false");

    private static Surroundings surroundings(String writeDisabled) {
        return Surroundings.of(
                Map.of(
                        "SERVICE_CONFIG_PATH",
                        ReferencePage.checkout().resolve("config/services.yaml").toString(),
                        "WRITE_DISABLED",
                        writeDisabled),
                Path.of(".env.absent"));
    }

    @Test
    void routesAsJsonIsOneListOfRows() {
        JsonNode rows = Json.tree(run("routes", "--json").out());

        assertThat(rows.isArray()).isTrue();
        assertThat(rows).isNotEmpty();
        for (JsonNode row : rows) {
            assertThat(row.fieldNames())
                    .toIterable()
                    .containsExactly(
                            "listener",
                            "method",
                            "path",
                            "access",
                            "workspace",
                            "limit",
                            "dialect",
                            "maxBody",
                            "audit",
                            "answered");
            assertThat(row.path("access").asText()).as("%s", row).isNotBlank();
        }
        assertThat(names(rows, "listener"))
                .containsOnly("gateway", "identity", "risk", "management")
                .isSorted();
    }

    @Test
    void aRowSaysWhoMayCallAndWhoAnswers() {
        JsonNode score = row("gateway", "POST", "/v1/risk/score");

        assertThat(score.path("access").asText()).isEqualTo("role(analyst) or scope(risk:score)");
        assertThat(score.path("dialect").asText()).isEqualTo("problem");
        assertThat(score.path("maxBody").asInt()).isEqualTo(524_288);
        assertThat(score.path("answered").asText()).isEqualTo("forwarded");
        assertThat(row("risk", "POST", "/v1/risk/score").path("answered").asText())
                .isEqualTo("handled");
    }

    @Test
    void oneListenerAloneCanBeAskedFor() {
        JsonNode rows = Json.tree(run("routes", "--json", "--listener", "management").out());

        assertThat(names(rows, "path"))
                .contains("/health", "/metrics", "/audit/checkpoint")
                .allMatch(path -> !path.startsWith("/v1/") && !path.startsWith("/api/"));
        assertThat(names(rows, "listener")).containsOnly("management");
    }

    @Test
    void anUnknownListenerIsRefusedWithTheKnownOnes() {
        Ran ran = run("routes", "--listener", "console");

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("console", "gateway, identity, risk, management");
    }

    @ParameterizedTest(name = "{0} {1} on {2} as {3}: {4}")
    @CsvSource({
        "GET,    /v1/cases,       gateway,    analyst,             allowed",
        "GET,    /v1/cases,       gateway,    owner,               allowed",
        "GET,    /v1/cases,       gateway,    viewer,              403",
        "GET,    /v1/cases,       gateway,    anonymous,           401",
        "HEAD,   /v1/cases,       gateway,    analyst,             allowed",
        "DELETE, /v1/cases,       gateway,    owner,               405",
        "GET,    /v1/unknown,     gateway,    owner,               404",
        "GET,    /v1/../v1/cases, gateway,    owner,               400",
        "POST,   /v1/risk/score,  gateway,    scope:risk:score,    allowed",
        "POST,   /v1/risk/score,  gateway,    scope:agents:read,   403",
        "GET,    /v1/cases,       gateway,    scope:risk:score,    403",
        "POST,   /api/v1/agents,  identity,   scope:agents:write,  allowed",
        "POST,   /api/v1/agents,  identity,   scope:agents:read,   403",
        "GET,    /metrics,        management, anonymous,           allowed"
    })
    void explainSaysWhatWouldBecomeOfARequest(
            String method, String path, String listener, String caller, String decision) {
        Ran ran = run("explain", method, path, "--listener", listener, "--as", caller, "--json");

        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(Json.tree(ran.out()).path("decision").asText())
                .as(ran.out())
                .isEqualTo(decision);
    }

    @Test
    void explainNamesTheRuleThatDecided() {
        Ran ran = run("explain", "GET", "/v1/cases/case-1", "--as", "viewer");

        assertThat(ran.out()).startsWith("403: GET /v1/cases/{caseId} asks for role(analyst)");
    }

    /** The emergency switch of the registry refuses what the rules allow, and nothing else. */
    @Test
    void explainKnowsThatChangesAreSwitchedOff() {
        String[] write = {"explain", "POST", "/api/v1/zen/echo", "--as", "analyst"};

        assertThat(run(surroundings("true"), write).out())
                .startsWith("403: POST /api/v1/zen/{rest*} asks for role(analyst)")
                .contains("changes are switched off for everybody (WRITE_DISABLED)");
        assertThat(run(surroundings("wsp_a,wsp_b"), write).out())
                .startsWith("allowed: ")
                .contains("switched off for workspaces wsp_a, wsp_b (WRITE_DISABLED)");
        assertThat(run(surroundings("false"), write).out())
                .startsWith("allowed: ")
                .doesNotContain("WRITE_DISABLED");
        assertThat(
                        run(
                                        surroundings("true"),
                                        "explain",
                                        "GET",
                                        "/api/v1/zen/echo",
                                        "--as",
                                        "analyst")
                                .out())
                .startsWith("allowed: ")
                .doesNotContain("WRITE_DISABLED");
    }

    @Test
    void explainRefusesACallerItDoesNotKnow() {
        Ran ran = run("explain", "GET", "/v1/cases", "--as", "root");

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("'root' is no caller: use a role");
    }

    @Test
    void explainRefusesAListenerThatIsNotThere() {
        Ran ran = run("explain", "GET", "/v1/cases", "--listener", "gate");

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("gate:", "gateway, identity, risk, management");
    }

    private static JsonNode row(String listener, String method, String path) {
        for (JsonNode row : Json.tree(run("routes", "--json", "--listener", listener).out())) {
            if (row.path("method").asText().equals(method)
                    && row.path("path").asText().equals(path)) {
                return row;
            }
        }
        throw new AssertionError("no route " + method + " " + path + " on " + listener);
    }

    private static List<String> names(JsonNode rows, String field) {
        List<String> names = new ArrayList<>();
        rows.forEach(row -> names.add(row.path(field).asText()));
        return names;
    }

    private static Ran run(String... arguments) {
        return run(SURROUNDINGS, arguments);
    }

    private static Ran run(Surroundings surroundings, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode =
                SentinelCommand.commandLine(surroundings)
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(arguments);
        return new Ran(exitCode, out.toString(), err.toString());
    }

    private record Ran(int exitCode, String out, String err) {}
}
