package dev.sentinel.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sentinel.base.testing.CertifiedKey;
import dev.sentinel.gateway.registry.RouteQuota.Per;
import dev.sentinel.gateway.registry.RouteQuota.WithoutRedis;
import dev.sentinel.trust.limit.Quota;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract studio §6: strict, with file, line and key in every refusal. */
class RegistryReaderTest {
    @TempDir private Path directory;

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
                new RegistryReader(_ -> Optional.empty(), "/api/v1", List.of())
                        .read(Path.of("..", "config", "services.yaml"), Optional.empty());

        UpstreamService risk = registry.services().getFirst();
        assertThat(risk.name()).isEqualTo("risk");
        assertThat(risk.destination().origin()).isEqualTo(new Origin(false, "127.0.0.1", 8010));
        assertThat(risk.destination().mounting().publicPrefix()).isEmpty();
        assertThat(risk.routes())
                .filteredOn(route -> route.path().equals("/v1/risk/score"))
                .singleElement()
                .satisfies(route ->
                        assertThat(route.access().describe())
                                .isEqualTo("role(analyst) or scope(risk:score)"));
    }

    /** Contract studio §6: nexus names its routes, the others answer whatever is below them. */
    @Test
    void shippedFileHasTheServicesOfTheContract() {
        ServiceRegistry registry =
                new RegistryReader(_ -> Optional.empty(), "/api/v1", List.of())
                        .read(Path.of("..", "config", "services.yaml"), Optional.empty());

        List<String> nexus =
                service(registry, "nexus").routes().stream()
                        .map(route -> route.method() + " " + route.path())
                        .toList();
        String alias = "GET /api/v2/status/process/{process_id}/progress";
        assertThat(nexus)
                .contains(
                        alias,
                        "GET /api/v2/nexus/status/process/{process_id}/progress",
                        "POST /api/v2/nexus/pipeline/process",
                        "POST /api/v1/nexus/upload");
        assertThat(nexus).filteredOn(route -> !route.equals(alias)).hasSize(32);
        assertThat(service(registry, "nexus").routes())
                .filteredOn(route -> route.path().endsWith("/progress"))
                .hasSize(2)
                .allSatisfy(route -> {
                    assertThat(route.envelope()).isEqualTo(EnvelopeRule.RAW);
                    assertThat(route.mounting().upstreamPrefix()).isEqualTo("/nexus/api/v2");
                });
        for (String name : List.of("zen", "agents", "ingestion")) {
            assertThat(service(registry, name).routes())
                    .as(name)
                    .anyMatch(route -> route.path().equals("/api/v1/" + name + "/{rest*}"));
        }
        assertThat(registry.dashboard()).hasSize(4);
        assertThat(registry.writeDisabled().everybody()).isFalse();
    }

    @Test
    void overriddenPathsAreAnsweredByTheOtherService() {
        List<ServiceRoute> routes =
                service(
                                read(
                                        """
                                        version: 1
                                        services:
                                          zen:
                                            base_url: http://zen:8000/z
                                            prefix: /zen
                                            upstream_prefix: /api/v1
                                            mode: wildcard
                                            auth: { type: none }
                                            envelope: wrap
                                          agents:
                                            base_url: http://agents:8000
                                            prefix: /agents
                                            mode: wildcard
                                            auth: { type: none }
                                            envelope: wrap
                                            path_overrides: [ { match: /runs/**, via: zen } ]
                                        """,
                                        Map.of()),
                                "agents")
                        .routes();

        assertThat(routes)
                .filteredOn(route -> route.path().startsWith("/api/v1/agents/runs"))
                .hasSize(10)
                .allSatisfy(route -> {
                    assertThat(route.target()).isEqualTo("zen");
                    assertThat(route.mounting())
                            .isEqualTo(new Mounting("/api/v1/agents", "/z/api/v1"));
                });
        assertThat(routes)
                .filteredOn(route -> route.path().equals("/api/v1/agents/{rest*}"))
                .allMatch(route -> route.target().equals("agents"));
    }

    /** Mappings merge, texts and lists replace; a finding names the file that is wrong. */
    @Test
    void stageLiesOverTheBase() throws IOException {
        Path base = Files.writeString(directory.resolve("services.yaml"), RISK);
        Path stage =
                Files.writeString(
                        directory.resolve("prod.yml"),
                        """
                        services:
                          risk:
                            base_url: https://risk.prod
                            pool: { connections: 7 }
                        """);
        RegistryReader reader = new RegistryReader(_ -> Optional.empty(), "/api/v1", List.of());

        UpstreamService risk = service(reader.read(base, Optional.of(stage)), "risk");
        assertThat(risk.destination().origin()).isEqualTo(new Origin(true, "risk.prod", 443));
        assertThat(risk.destination().pool().connections()).isEqualTo(7);
        assertThat(risk.destination().pool().waiting()).isEqualTo(256);
        assertThat(risk.routes()).hasSize(1);

        Files.writeString(stage, "services:\n  risk:\n    pool: { connections: 0 }\n");
        RegistryRefused refused =
                catchThrowableOfType(
                        RegistryRefused.class, () -> reader.read(base, Optional.of(stage)));
        assertThat(refused.findings())
                .singleElement()
                .asString()
                .startsWith(stage + ":3: 'connections' is '0'");
    }

    @Test
    void exemptPathsStayOutOfTheEnvelopeAndMustMeetARoute() {
        String wrapped = RISK.replace("envelope: raw", "envelope: wrap");
        ServiceRegistry registry =
                new RegistryReader(_ -> Optional.empty(), "/api/v1", List.of("/v1/cases/**"))
                        .read("services.yaml", wrapped);
        assertThat(service(registry, "risk").routes().getFirst().envelope())
                .isEqualTo(EnvelopeRule.RAW);

        RegistryRefused refused =
                catchThrowableOfType(
                        RegistryRefused.class,
                        () ->
                                new RegistryReader(
                                                _ -> Optional.empty(),
                                                "/api/v1",
                                                List.of("/v1/case"))
                                        .read("services.yaml", wrapped));
        assertThat(refused.getMessage()).contains("'/v1/case', where no route is");
    }

    @Test
    void writesAreSwitchedOffForAllOrForSome() {
        assertThat(read(RISK + "write_disabled: \"true\"\n", Map.of()).writeDisabled().covers("w"))
                .isTrue();
        WriteSwitch some = read(RISK + "write_disabled: wsp_a, wsp_b\n", Map.of()).writeDisabled();
        assertThat(some.covers("wsp_b")).isTrue();
        assertThat(some.covers("wsp_c")).isFalse();
        assertThat(findings(RISK + "write_disabled: no way\n")).hasSize(1);
    }

    @Test
    void environmentReplacesDefaults() {
        ServiceRegistry registry =
                read(RISK, Map.of("RISK_BASE_URL", "https://risk.internal/base/"));

        UpstreamService risk = registry.services().getFirst();
        assertThat(risk.destination().origin()).isEqualTo(new Origin(true, "risk.internal", 443));
        assertThat(risk.destination().mounting().upstreamPrefix()).isEqualTo("/base");
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
    void aRouteHasItsOwnQuotaOrWhatIsLeftOfItsServices() {
        String limited =
                RISK.replace("    mount:", "    quota: { user: 600/1m, agent: 5/10s }\n    mount:");

        RouteQuota ofService = quota(limited).orElseThrow();
        assertThat(ofService.counter()).isEqualTo("risk");
        assertThat(ofService.withoutRedis()).isEqualTo(WithoutRedis.LOCAL);
        assertThat(ofService.most())
                .isEqualTo(
                        Map.of(
                                Per.USER, new Quota(600, Duration.ofMinutes(1)),
                                Per.AGENT, new Quota(5, Duration.ofSeconds(10))));

        String own = "quota: { workspace: 9/24h, without_redis: refuse }, role: analyst,";
        RouteQuota ofRoute = quota(limited.replace("role: analyst,", own)).orElseThrow();
        assertThat(ofRoute.counter()).isEqualTo("risk GET /v1/cases/{id}");
        assertThat(ofRoute.withoutRedis()).isEqualTo(WithoutRedis.REFUSE);
        assertThat(ofRoute.most()).containsOnlyKeys(Per.WORKSPACE);

        assertThat(quota(limited.replace("role: analyst,", "quota: {}, role: analyst,"))).isEmpty();
        assertThat(quota(RISK)).isEmpty();
    }

    /** Else whoever knows a second path of a route could call it twice as often. */
    @Test
    void allPathsOfARouteShareItsQuota() {
        String twice =
                RISK.replace(
                        "role: analyst,", "role: analyst, also_at: /v2, quota: { user: 1/1s },");

        assertThat(read(twice, Map.of()).services().getFirst().routes())
                .hasSize(2)
                .extracting(ServiceRoute::quota)
                .containsOnly(quota(twice));
    }

    @Test
    void aQuotaThatCannotBeMeantIsRefused() {
        for (String wrong :
                List.of(
                        "user: 0/1m",
                        "user: 600",
                        "user: 600/0s",
                        "user: 600/25h",
                        "user: 600/1x",
                        "users: 600/1m",
                        "user: 600/1m, without_redis: wait")) {
            String text =
                    RISK.replace("role: analyst,", "role: analyst, quota: { " + wrong + " },");
            assertThat(findings(text)).as(wrong).hasSize(1);
        }
        String open = RISK.replace("role: analyst,", "access: open, quota: { user: 1/1s },");
        assertThat(findings(open))
                .singleElement()
                .asString()
                .contains("of an open route can only be for each address");
    }

    private static Optional<RouteQuota> quota(String text) {
        return read(text, Map.of()).services().getFirst().routes().getFirst().quota();
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

    /** Else each call would be a 500: no connection can be opened to such a port. */
    @Test
    void portsThatThereAreNoneOfAreRefused() {
        for (String port : List.of("0", "65536", "93210", "4294967376", "99999999999")) {
            for (String host : List.of("127.0.0.1", "risk_service")) {
                assertThat(findings(RISK.replace("127.0.0.1:8010", host + ":" + port)))
                        .as(host + ":" + port)
                        .singleElement()
                        .asString()
                        .startsWith("services.yaml:4: 'base_url' must be an http(s) URL")
                        .endsWith("a port is 1 to 65535");
            }
        }
        assertThat(origin("http://127.0.0.1:65535").port()).isEqualTo(65_535);
    }

    @Test
    void hostsAsDockerComposeNamesThemAreRead() {
        assertThat(origin("http://risk_service:8010/base"))
                .isEqualTo(new Origin(false, "risk_service", 8010));
        assertThat(origin("https://stack_risk-1.internal"))
                .isEqualTo(new Origin(true, "stack_risk-1.internal", 443));
        assertThat(findings(RISK.replace("127.0.0.1:8010", "user:pass@risk_service:80")))
                .singleElement()
                .asString()
                .contains("'base_url'")
                .doesNotContain("pass@");
    }

    /** Else the dashboard would be without it for ever, and nobody would know why. */
    @Test
    void dashboardIsMadeOfRoutesThatAreThere() {
        for (String path : List.of("/v1/case/7", "/v1/cases", "/v1/cases/7/notes", "/v2/cases/7")) {
            assertThat(findings(RISK + source(path)))
                    .as(path)
                    .containsExactly(
                            new Finding(
                                    "services.yaml",
                                    12,
                                    "'path' is '"
                                            + path
                                            + "', where no GET route of a service is"));
        }
        String post = RISK.replace("method: GET", "method: POST");
        assertThat(findings(post + source("/v1/cases/7"))).hasSize(1);
        for (String path : List.of("/v1/cases/7", "/v1/cases/7/")) {
            assertThat(read(RISK + source(path), Map.of()).dashboard()).as(path).hasSize(1);
        }
        String below = RISK.replace("{id}", "{rest*}");
        for (String path : List.of("/v1/cases", "/v1/cases/7/notes")) {
            assertThat(read(below + source(path), Map.of()).dashboard()).as(path).hasSize(1);
        }
    }

    private static String source(String path) {
        return "dashboard:\n  - { service: risk, path: " + path + ", fields: { open: /open } }\n";
    }

    private static Origin origin(String baseUrl) {
        return service(read(RISK, Map.of("RISK_BASE_URL", baseUrl)), "risk").destination().origin();
    }

    @Test
    void pathsWithMoreThanOneSpellingAreRefused() {
        for (String path : List.of("/v1/../x", "/v1//x", "/v1/%61", "v1", "/v1/x;y", "/a/{b*}/c")) {
            assertThat(findings(RISK.replace("/v1/cases/{id}", path))).as(path).hasSize(1);
        }
    }

    /** Before anybody is called with it. */
    @Test
    void filesOfTlsThatCannotServeAreRefused() throws IOException {
        CertifiedKey own = CertifiedKey.selfSigned("CN=gateway");
        CertifiedKey other = CertifiedKey.selfSigned("CN=other");
        Path certificate = Files.writeString(directory.resolve("own.pem"), own.certificatesPem());
        Path key = Files.writeString(directory.resolve("own.key"), own.keyPem());
        Path foreign = Files.writeString(directory.resolve("other.key"), other.keyPem());
        Path half =
                Files.writeString(
                        directory.resolve("half.pem"), own.certificatesPem().substring(0, 200));

        assertThat(
                        read(
                                        tls(
                                                "ca",
                                                certificate,
                                                "certificate",
                                                certificate,
                                                "key",
                                                key),
                                        Map.of())
                                .files())
                .containsExactly(certificate, key);
        assertThat(findings(tls("certificate", certificate, "key", foreign)))
                .extracting(Finding::message)
                .containsExactly(
                        "'key' names a file without the certificate's key, unencrypted, in PEM");
        assertThat(findings(tls("certificate", certificate))).hasSize(1);
        assertThat(findings(tls("ca", half))).hasSize(1);
        assertThat(findings(tls("ca", directory.resolve("absent.pem"))))
                .extracting(Finding::message)
                .containsExactly("'ca' names a file that cannot be read");
    }

    @Test
    void keyAndCertificatesMayShareAFile() throws IOException {
        CertifiedKey own = CertifiedKey.selfSigned("CN=gateway");
        Path both =
                Files.writeString(
                        directory.resolve("both.pem"), own.keyPem() + own.certificatesPem());

        assertThat(read(tls("ca", both, "certificate", both, "key", both), Map.of()).files())
                .containsExactly(both);
    }

    private static String tls(Object... names) {
        StringBuilder tls = new StringBuilder("    tls: {");
        for (int i = 0; i < names.length; i += 2) {
            tls.append(i == 0 ? " " : ", ").append(names[i]).append(": ").append(names[i + 1]);
        }
        return RISK.replace("    mount:", tls + " }\n    mount:");
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

    private static UpstreamService service(ServiceRegistry registry, String name) {
        return registry.services().stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ServiceRegistry read(String text, Map<String, String> environment) {
        return new RegistryReader(
                        name -> Optional.ofNullable(environment.get(name)), "/api/v1", List.of())
                .read("services.yaml", text);
    }

    private static List<Finding> findings(String text) {
        RegistryRefused refused =
                catchThrowableOfType(RegistryRefused.class, () -> read(text, Map.of()));
        assertThat(refused).as("the file is refused").isNotNull();
        return refused.findings();
    }
}
