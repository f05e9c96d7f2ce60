package dev.sentinel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.base.config.Settings;
import dev.sentinel.base.testing.CertifiedKey;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
import dev.sentinel.client.AgentIdPClient;
import dev.sentinel.client.ClientTls;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RFC 8705 through a whole process: its settings, its listeners, our client. */
class MutualTlsServerTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private final CertifiedKey authority = CertifiedKey.authority("CN=Acme Agents CA");

    @TempDir Path directory;

    private Map<String, String> settings(int identityPort, int gatewayPort) throws Exception {
        CertifiedKey server = authority.server();
        Map<String, String> settings = new HashMap<>();
        settings.put("IDENTITY_MTLS_PORT", Integer.toString(identityPort));
        settings.put("GATEWAY_MTLS_PORT", Integer.toString(gatewayPort));
        settings.put(
                "MTLS_CERTIFICATE_PATH",
                Files.writeString(directory.resolve("server.crt"), server.certificatesPem())
                        .toString());
        settings.put(
                "MTLS_PRIVATE_KEY_PATH",
                Files.writeString(directory.resolve("server.key"), server.keyPem()).toString());
        settings.put(
                "MTLS_CLIENT_CA_PATH",
                Files.writeString(directory.resolve("ca.crt"), authority.certificatesPem())
                        .toString());
        return settings;
    }

    /** Section 3: at identity, and at the gateway, which knows the token's issuer only by HTTP. */
    @Test
    void anAgentWithACertificateCallsIdentityAndTheGateway() throws Exception {
        CertifiedKey own = authority.client("CN=payer,O=Acme");
        List<Integer> ports = TestSentinel.freePorts(2);
        try (TestDatabase stores = TestPostgres.fresh("audit", "identity", "risk");
                TestSentinel sentinel =
                        new TestSentinel(
                                directory,
                                stores,
                                TestRedis.fresh(),
                                settings(ports.get(0), ports.get(1)))) {
            sentinel.start();
            String agent = sentinel.hasAgent();
            sentinel.patch(
                    agent,
                    """
                    {"tokenEndpointAuthMethod":"tls_client_auth",
                     "tlsClientAuthSubjectDn":"CN=payer,O=Acme"}
                    """);
            SSLContext tls = ClientTls.of(own.keyStore(PASSWORD), PASSWORD, authority.trustStore());
            URI identity = URI.create("https://127.0.0.1:" + ports.get(0));
            try (AgentIdPClient client =
                            AgentIdPClient.withCertificate(identity, agent, tls, List.of());
                    HttpClient http = client(tls);
                    HttpClient other =
                            client(authority.client("CN=payer,O=Acme").showing(authority))) {
                assertThat(client.agents().getAgent(agent).agentId()).isEqualTo(agent);

                String token = client.accessTokens().get();
                URI gateway = URI.create("https://127.0.0.1:" + ports.get(1));
                assertThat(cases(http, gateway, token).statusCode()).isEqualTo(403);
                assertThat(cases(other, gateway, token).statusCode()).isEqualTo(401);
                assertThat(
                                sentinel.send(
                                                sentinel.gateway("/v1/cases")
                                                        .header("Client-Cert", own.header())
                                                        .header("Authorization", "Bearer " + token))
                                        .statusCode())
                        .isEqualTo(401);
            }
        }
    }

    private static HttpClient client(SSLContext tls) {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(tls).build();
    }

    /** The token's scopes do not open it: 403 says that the caller is known. */
    private static HttpResponse<String> cases(HttpClient http, URI gateway, String token)
            throws Exception {
        return http.send(
                HttpRequest.newBuilder(gateway.resolve("/v1/cases"))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                BodyHandlers.ofString());
    }

    private static List<String> problems(Map<String, String> values) {
        Settings settings = Settings.of(values);
        MutualTls.of(settings);
        dev.sentinel.identity.token.CertificateConfig.of(settings);
        return settings.problems();
    }

    @Test
    void halfOfTheSettingsStopsTheStart() throws Exception {
        assertThat(problems(settings(1, 2))).isEmpty();
        for (String half : List.of("MTLS_CERTIFICATE_PATH", "MTLS_PRIVATE_KEY_PATH")) {
            Map<String, String> values = settings(1, 2);
            values.remove(half);
            assertThat(problems(values)).singleElement().asString().startsWith(half);

            assertThat(problems(Map.of(half, "server.pem")))
                    .singleElement()
                    .asString()
                    .startsWith(half);
        }
        for (String name :
                List.of("MTLS_CLIENT_CA_PATH", "IDENTITY_MTLS_URL", "GATEWAY_MTLS_URL")) {
            assertThat(problems(Map.of(name, settings(1, 2).getOrDefault(name, "https://a.test"))))
                    .singleElement()
                    .asString()
                    .startsWith(name);
        }
    }

    @Test
    void whatCannotBeReadStopsTheStart() throws Exception {
        Map<String, String> another = settings(1, 2);
        another.put(
                "MTLS_PRIVATE_KEY_PATH",
                Files.writeString(
                                directory.resolve("other.key"),
                                CertifiedKey.selfSigned("CN=other").keyPem())
                        .toString());
        assertThat(problems(another)).singleElement().asString().contains("is not of the key");

        for (String name :
                List.of("MTLS_CERTIFICATE_PATH", "MTLS_PRIVATE_KEY_PATH", "MTLS_CLIENT_CA_PATH")) {
            Map<String, String> absent = settings(1, 2);
            absent.put(name, directory.resolve("absent").toString());
            assertThat(problems(absent)).singleElement().asString().contains("absent");
        }
        Map<String, String> client = settings(1, 2);
        client.put(
                "MTLS_CLIENT_CA_PATH",
                Files.writeString(
                                directory.resolve("client.crt"),
                                authority.client("CN=a").certificatesPem())
                        .toString());
        assertThat(problems(client)).singleElement().asString().contains("no authority");
        assertThat(problems(Map.of("CLIENT_CERT_PROXIES", "0.0.0.0/0")))
                .singleElement()
                .asString()
                .startsWith("CLIENT_CERT_PROXIES");
    }
}
