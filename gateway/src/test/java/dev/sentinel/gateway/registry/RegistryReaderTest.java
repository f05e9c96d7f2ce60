package dev.sentinel.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Contract studio §6: strict, with file, line and key in every refusal. */
class RegistryReaderTest {
    private static final String RISK =
            """
            version: 1
            services:
              risk:
                base_url: ${RISK_BASE_URL:http://127.0.0.1:8010}
                mount: root
                auth: { type: basic, credential: risk }
                envelope: raw
                errors: problem
                routes:
                  - { method: GET, path: "/v1/cases/{id}", role: analyst, timeout_ms: 500 }
            """;

    @Test
    void shippedFileIsRead() {
        ServiceRegistry registry =
                new RegistryReader(_ -> Optional.empty(), "/api/v1")
                        .read(Path.of("..", "config", "services.yaml"));

        UpstreamService risk = registry.services().getFirst();
        assertThat(risk.name()).isEqualTo("risk");
        assertThat(risk.origin()).isEqualTo(new Origin(false, "127.0.0.1", 8010));
        assertThat(risk.publicPrefix()).isEmpty();
        assertThat(risk.routes())
                .filteredOn(route -> route.path().equals("/v1/risk/score"))
                .singleElement()
                .satisfies(route ->
                        assertThat(route.access().describe())
                                .isEqualTo("role(analyst) or scope(risk:score)"));
    }

    @Test
    void environmentReplacesDefaults() {
        ServiceRegistry registry =
                read(RISK, Map.of("RISK_BASE_URL", "https://risk.internal/base/"));

        UpstreamService risk = registry.services().getFirst();
        assertThat(risk.origin()).isEqualTo(new Origin(true, "risk.internal", 443));
        assertThat(risk.upstreamPrefix()).isEqualTo("/base");
        assertThat(risk.routes().getFirst().readTimeout()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void wildcardReadsForViewersAndWritesForAnalysts() {
        ServiceRegistry registry =
                read(
                        """
                        version: 1
                        services:
                          zen:
                            base_url: http://zen:8000
                            prefix: /zen
                            mode: wildcard
                            auth: { type: none }
                            envelope: raw
                            routes:
                              - { method: POST, path: /search, role: viewer }
                        """,
                        Map.of());

        List<ServiceRoute> routes = registry.services().getFirst().routes();
        assertThat(routes)
                .extracting(route ->
                        route.method() + " " + route.path() + " " + route.access().describe())
                .contains(
                        "POST /api/v1/zen/search role(viewer)",
                        "GET /api/v1/zen role(viewer)",
                        "GET /api/v1/zen/{rest*} role(viewer)",
                        "DELETE /api/v1/zen/{rest*} role(analyst)");
    }

    @Test
    void routeWithoutAccessRuleIsRefused() {
        assertThat(findings(RISK.replace("role: analyst, ", "")))
                .singleElement()
                .asString()
                .startsWith("services.yaml:10: GET /v1/cases/{id} needs one access rule");
    }

    @Test
    void unknownKeyIsRefusedWithTheNearest() {
        assertThat(findings(RISK.replace("timeout_ms", "timeut_ms")))
                .containsExactly(
                        new Finding(
                                "services.yaml",
                                10,
                                "'timeut_ms' is not a key of the registry; did you mean"
                                        + " 'timeout_ms'?"));
        assertThat(findings(RISK.replace("    mount:", "    mont:")))
                .extracting(Finding::toString)
                .containsExactly(
                        "services.yaml:5: 'mont' is not a key of the registry; did you mean"
                                + " 'mount'?");
    }

    @Test
    void everyFindingIsToldAtOnce() {
        String wrong =
                RISK.replace("timeout_ms: 500", "timeout_ms: 0")
                        .replace("mount: root", "mount: rot")
                        .replace("http://127.0.0.1:8010", "http://user:pass@host");

        assertThat(findings(wrong)).extracting(Finding::line).containsExactlyInAnyOrder(4, 5, 10);
        assertThat(findings(wrong)).noneMatch(finding -> finding.message().contains("pass@"));
    }

    @Test
    void pathsWithMoreThanOneSpellingAreRefused() {
        for (String path : List.of("/v1/../x", "/v1//x", "/v1/%61", "v1", "/v1/x;y", "/a/{b*}/c")) {
            assertThat(findings(RISK.replace("/v1/cases/{id}", path))).as(path).hasSize(1);
        }
    }

    @Test
    void keyThatStandsTwiceIsRefused() {
        assertThat(findings(RISK + "version: 1\n"))
                .extracting(Finding::message)
                .containsExactly("key 'version' stands here twice");
    }

    @Test
    void twoServicesUnderOnePrefixAreRefused() {
        String second = RISK.substring(RISK.indexOf("  risk:")).replace("  risk:", "  other:");

        assertThat(findings(RISK + second))
                .extracting(Finding::message)
                .singleElement()
                .asString()
                .contains("as service 'risk' does");
    }

    @Test
    void textThatIsNoYamlIsRefusedWithItsLine() {
        assertThat(findings("version: 1\nservices: [\n"))
                .extracting(Finding::line)
                .containsExactly(3);
    }

    private static ServiceRegistry read(String text, Map<String, String> environment) {
        return new RegistryReader(name -> Optional.ofNullable(environment.get(name)), "/api/v1")
                .read("services.yaml", text);
    }

    private static List<Finding> findings(String text) {
        RegistryRefused refused =
                catchThrowableOfType(RegistryRefused.class, () -> read(text, Map.of()));
        assertThat(refused).as("the file is refused").isNotNull();
        return refused.findings();
    }
}
