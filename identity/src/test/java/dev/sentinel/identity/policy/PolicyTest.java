package dev.sentinel.identity.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sentinel.identity.policy.Policy.Decision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract agentidp.md section 8. */
final class PolicyTest {
    private static final String AGENT = "5f0c1f7e-4a4b-4c39-9a3b-0b7a5d1f2e11";
    @TempDir private Path directory;

    private static PolicyInput asking(String endpoint, String... scopes) {
        String method = endpoint.substring(0, endpoint.indexOf(':'));
        String path = endpoint.substring(method.length() + 1).replace(":id", AGENT);
        return new PolicyInput(endpoint, method, path, List.of(scopes), AGENT);
    }

    private Policy loaded() throws PolicyRefused {
        return new PolicyDirectory(Optional.of(directory)).load().policy();
    }

    private void hasTable(String json) throws IOException {
        Files.createDirectories(directory.resolve("data"));
        Files.writeString(directory.resolve("data/scopes.json"), json);
    }

    private void hasModule(byte[] module) throws IOException {
        Files.write(directory.resolve("authz.wasm"), module);
    }

    @Test
    void theTableLetsInWhoHasTheScopeAndNobodyElse() throws Exception {
        hasTable("{\"endpoint_permissions\":{\"GET:/api/v1/agents/:id\":[\"agents:read\"]}}");

        Policy policy = loaded();

        assertThat(policy.decide(asking("GET:/api/v1/agents/:id", "agents:read")))
                .isEqualTo(Decision.ALLOWED);
        assertThat(policy.decide(asking("GET:/api/v1/agents/:id", "agents:write")))
                .isEqualTo(Decision.denied("scope agents:read is required"));
    }

    @Test
    void whatIsNotMappedIsDenied() throws Exception {
        hasTable("{\"endpoint_permissions\":{\"GET:/api/v1/agents\":[\"agents:read\"]}}");

        assertThat(loaded().decide(asking("POST:/api/v1/agents", "agents:read", "agents:write")))
                .isEqualTo(Decision.denied("no policy permits POST:/api/v1/agents"));
    }

    @Test
    void severalScopesAreAllNeeded() throws Exception {
        hasTable("{\"endpoint_permissions\":{\"GET:/api/v1/audit\":[\"audit:read\",\"admin\"]}}");

        assertThat(loaded().decide(asking("GET:/api/v1/audit", "audit:read")))
                .isEqualTo(Decision.denied("scope admin is required"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"endpoint_permissions\":[]}",
                "{\"endpoint_permissions\":{}}",
                "{\"endpoint_permissions\":{\"GET:/a\":[]}}",
                "{\"endpoint_permissions\":{\"GET:/a\":\"agents:read\"}}",
                "{\"endpoint_permissions\":{\"GET:/a\":[7]}}",
                "{\"endpoint_permissions\":{\"GET:/a\":[\"UPPER\"]}}",
                "{\"endpoint_permissions\":{\"get:/a\":[\"a\"]}}",
                "{\"endpoint_permissions\":{\"/a\":[\"a\"]}}",
                "{\"endpoint_permissions\":{\"GET:/a\":[\"a\"]},\"more\":1}",
                "{\"endpoint_permissions\":{\"GET:/a\":[\"a\"],\"GET:/a\":[\"b\"]}}"
            })
    void aTableThatSaysNothingClearIsRefused(String json) throws Exception {
        hasTable(json);

        assertThatExceptionOfType(PolicyRefused.class)
                .isThrownBy(this::loaded)
                .withMessageContaining("scopes.json");
    }

    @Test
    void aDirectoryWithoutPolicyIsRefused() {
        assertThatExceptionOfType(PolicyRefused.class)
                .isThrownBy(this::loaded)
                .withMessageContaining("has neither authz.wasm nor data/scopes.json");
    }

    @Test
    void aModuleIsPreferredToTheTable() throws Exception {
        hasTable("{\"endpoint_permissions\":{\"GET:/api/v1/agents\":[\"agents:read\"]}}");
        hasModule(OpaModule.allowing("audit:read", "only auditors"));

        Policy policy = loaded();

        assertThat(policy.decide(asking("GET:/api/v1/agents", "audit:read")))
                .isEqualTo(Decision.ALLOWED);
        assertThat(policy.decide(asking("GET:/api/v1/agents", "agents:read")))
                .isEqualTo(Decision.denied("only auditors"));
    }

    @Test
    void aModuleSeesExactlyTheFourMembersOfItsInput() throws Exception {
        hasModule(
                OpaModule.allowing(
                        "{\"method\":\"GET\",\"path\":\"/api/v1/agents/"
                                + AGENT
                                + "\",\"scopes\":[\"agents:read\"],\"agentId\":\""
                                + AGENT
                                + "\"}",
                        "another input"));

        assertThat(loaded().decide(asking("GET:/api/v1/agents/:id", "agents:read")))
                .isEqualTo(Decision.ALLOWED);
    }

    @Test
    void aModuleAnswersManyThreadsAtOnce() throws Exception {
        hasModule(OpaModule.allowing("agents:read", "no"));
        Policy policy = loaded();

        try (ExecutorService threads = Executors.newFixedThreadPool(12)) {
            List<Callable<Decision>> questions =
                    IntStream.range(0, 400)
                            .<Callable<Decision>>mapToObj(i ->
                                    () ->
                                            policy.decide(
                                                    asking(
                                                            "GET:/api/v1/agents",
                                                            i % 2 == 0 ? "agents:read" : "none")))
                            .toList();
            List<Future<Decision>> answers = threads.invokeAll(questions);
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get().allow()).isEqualTo(i % 2 == 0);
            }
        }
    }

    @Test
    void anUndefinedDecisionIsDenied() throws Exception {
        hasModule(OpaModule.answering("anything", "[]", "[]"));

        assertThat(loaded().decide(asking("GET:/api/v1/agents")))
                .isEqualTo(Decision.denied("no policy permits this"));
    }

    @Test
    void aModuleThatAnswersInAnotherShapeIsRefused() throws Exception {
        hasModule(OpaModule.answering("x", "[{\"result\":true}]", "[{\"result\":true}]"));

        assertThatExceptionOfType(PolicyRefused.class)
                .isThrownBy(this::loaded)
                .withMessageContaining("must answer");
    }

    @Test
    void aModuleThatFailsIsRefusedAndOneThatFailsLaterDenies() throws Exception {
        hasModule(OpaModule.failing());
        assertThatExceptionOfType(PolicyRefused.class).isThrownBy(this::loaded);

        hasModule(
                OpaModule.answering("agents:read", "no json", "[{\"result\":{\"allow\":false}}]"));
        assertThat(loaded().decide(asking("GET:/api/v1/agents", "agents:read")))
                .isEqualTo(Decision.denied("the policy could not be evaluated"));
    }

    @Test
    void amongSeveralEntryPointsThereMustBeOurs() throws Exception {
        hasModule(OpaModule.withEntrypoints("{\"a\":0,\"b\":1}"));

        assertThatExceptionOfType(PolicyRefused.class)
                .isThrownBy(this::loaded)
                .withMessageContaining("authz/decision");
    }

    @Test
    void whatIsNoModuleIsRefused() throws Exception {
        hasModule("not wasm".getBytes(StandardCharsets.UTF_8));

        assertThatExceptionOfType(PolicyRefused.class)
                .isThrownBy(this::loaded)
                .withMessageContaining("authz.wasm");
    }

    @Test
    void theTableShippedIsTheOneBuiltIn() throws Exception {
        PolicyDirectory shipped = new PolicyDirectory(Optional.of(Path.of("../policies")));

        assertThat(shipped.load().sha256())
                .isEqualTo(new PolicyDirectory(Optional.empty()).load().sha256());
    }

    @Test
    void theShippedModuleSourceNamesTheTableAndTheEntryPoint() throws Exception {
        String rego =
                Files.readAllLines(Path.of("../policies/authz.rego")).stream()
                        .collect(Collectors.joining("\n"));

        assertThat(rego).contains("-e authz/decision", "data.endpoint_permissions");
    }
}
