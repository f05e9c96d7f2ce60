package dev.sentinel.identity.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.event.Outcome;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestPlatform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract agentidp.md section 8, over HTTP and with files that change while it runs. */
final class PoliciesTest {
    @TempDir private Path directory;
    private TestPlatform platform;

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(directory.resolve("data"));
        Files.copy(Path.of("../policies/data/scopes.json"), table());
        platform = new TestPlatform(TestPlatform.Options.USUAL.policies(directory));
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    private Path table() {
        return directory.resolve("data/scopes.json");
    }

    /** Whole at once, as a careful operator does it. */
    private void replace(Path file, String text) throws IOException {
        Path draft = Files.writeString(directory.resolve("draft"), text);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private Answer list(String token) {
        return platform.get("/api/v1/agents", token);
    }

    @Test
    void theReasonOfADenialIsInTheAnswer() {
        Answer denied = list(platform.tokenWith("tokens:read"));

        assertThat(denied.status()).isEqualTo(403);
        assertThat(denied.text("code")).isEqualTo("FORBIDDEN");
        assertThat(denied.text("message")).isEqualTo("scope agents:read is required");
    }

    @Test
    void scopeAdminImpliesTheScopesOfTheAgentApi() {
        assertThat(list(platform.tokenWith("admin")).status()).isEqualTo(200);
    }

    @Test
    void everyRouteOfTheAgentApiIsMappedByTheShippedTable() {
        List<String> unmapped =
                platform.identity.resources().stream()
                        .flatMap(resource -> resource.routes().stream())
                        .map(route -> route.rule().describe())
                        .filter(rule -> rule.startsWith("no token"))
                        .toList();

        assertThat(unmapped).isEmpty();
    }

    @Test
    void aChangedFileIsInForceWithoutARestartAndIsAudited() throws IOException {
        String token = platform.tokenWith("audit:read");
        assertThat(list(token).status()).isEqualTo(403);

        replace(table(), Files.readString(table()).replace("agents:read", "audit:read"));

        await().untilAsserted(() -> assertThat(list(token).status()).isEqualTo(200));
        await().untilAsserted(() ->
                assertThat(platform.audited("system"))
                        .anySatisfy(entry -> {
                            assertThat(entry.event().action()).isEqualTo("policy.reloaded");
                            assertThat(entry.event().before()).containsKey("sha256");
                            assertThat(entry.event().after()).containsKey("sha256");
                        }));
    }

    @Test
    void aBadFileLeavesTheOldPolicyInForceAndIsAudited() throws IOException {
        String token = platform.tokenWith("agents:read");

        replace(table(), "{\"endpoint_permissions\":{\"GET:/api/v1/agents\":[]}}");
        platform.identity.policies().reload();

        assertThat(list(token).status()).isEqualTo(200);
        await().untilAsserted(() ->
                assertThat(platform.audited("system"))
                        .extracting(Entry::event)
                        .anySatisfy(event -> {
                            assertThat(event.action()).isEqualTo("policy.reloaded");
                            assertThat(event.outcome()).isEqualTo(Outcome.FAILURE);
                        }));
    }

    @Test
    void aModuleTakesOverFromTheTable() throws IOException {
        String token = platform.tokenWith("agents:read");
        byte[] module = OpaModule.allowing("agents:write", "the night shift only writes");
        Files.write(directory.resolve("draft"), module);
        Files.move(
                directory.resolve("draft"),
                directory.resolve("authz.wasm"),
                StandardCopyOption.ATOMIC_MOVE);
        platform.identity.policies().reload();

        assertThat(list(token).text("message")).isEqualTo("the night shift only writes");
        assertThat(platform.identity.policies().source()).endsWith("authz.wasm");
    }

    @Test
    void aBadDirectoryStopsTheStart() {
        Optional<Path> nowhere = Optional.of(directory.resolve("nowhere"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Policies(nowhere, platform.audit.log()))
                .withMessageStartingWith("POLICY_DIR: ");
    }
}
