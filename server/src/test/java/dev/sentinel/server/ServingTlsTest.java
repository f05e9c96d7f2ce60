package dev.sentinel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.base.config.Settings;
import dev.sentinel.base.testing.CertifiedKey;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS that the process ends itself: its settings, its listener, its certificate's successor. */
class ServingTlsTest {
    private static final String CERTIFICATE = "GATEWAY_TLS_CERTIFICATE_PATH";
    private static final String KEY = "GATEWAY_TLS_PRIVATE_KEY_PATH";
    private final CertifiedKey authority = CertifiedKey.authority("CN=Acme CA");

    @TempDir Path directory;

    private Map<String, String> settings(CertifiedKey server) throws IOException {
        Map<String, String> settings = new HashMap<>();
        settings.put(
                CERTIFICATE,
                Files.writeString(directory.resolve("tls.crt"), server.certificatesPem())
                        .toString());
        settings.put(
                KEY, Files.writeString(directory.resolve("tls.key"), server.keyPem()).toString());
        return settings;
    }

    @Test
    void theGatewaySpeaksHttp2AndShowsTheNextCertificate() throws Exception {
        CertifiedKey first = authority.server();
        CertifiedKey next = authority.server();
        Map<String, String> settings = settings(first);
        int port = TestSentinel.freePorts(1).getFirst();
        settings.put("APP_PORT", Integer.toString(port));
        URI health = URI.create("https://localhost:" + port + "/health");
        try (TestDatabase stores = TestPostgres.fresh("audit", "identity", "risk");
                TestSentinel sentinel =
                        new TestSentinel(directory, stores, TestRedis.fresh(), settings)) {
            sentinel.start();
            HttpResponse<String> answer = get(health);
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();
            assertThat(shown(answer)).isEqualTo(first.certificate());

            // Half of the next pair is there: what is served stays as it is.
            Files.writeString(directory.resolve("tls.crt"), next.certificatesPem());
            sentinel.reload();
            assertThat(shown(get(health))).isEqualTo(first.certificate());

            Files.writeString(directory.resolve("tls.key"), next.keyPem());
            sentinel.reload();
            assertThat(shown(get(health))).isEqualTo(next.certificate());
        }
    }

    /** On a connection of its own. */
    private HttpResponse<String> get(URI uri) throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().sslContext(authority.showingNothing()).build()) {
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        }
    }

    private static Certificate shown(HttpResponse<String> answer) throws Exception {
        return answer.sslSession().orElseThrow().getPeerCertificates()[0];
    }

    private static List<String> problems(Map<String, String> values) {
        Settings settings = Settings.of(values);
        ServingTls.of(settings, true);
        return settings.problems();
    }

    @Test
    void whatIsWrongStopsTheStartByName() throws Exception {
        assertThat(problems(Map.of())).isEmpty();
        assertThat(problems(settings(authority.server()))).isEmpty();
        for (String half : List.of(CERTIFICATE, KEY)) {
            Map<String, String> values = settings(authority.server());
            values.remove(half);
            assertThat(problems(values)).singleElement().asString().startsWith(half);

            Map<String, String> absent = settings(authority.server());
            absent.put(half, directory.resolve("absent").toString());
            assertThat(problems(absent)).singleElement().asString().contains("absent");
        }
        Map<String, String> another = settings(authority.server());
        another.put(
                KEY,
                Files.writeString(directory.resolve("other.key"), authority.server().keyPem())
                        .toString());
        assertThat(problems(another)).singleElement().asString().contains("is not of the key");

        CertifiedKey old = authority.issued("CN=server", CertifiedKey.past(CertifiedKey.servers()));
        assertThat(problems(settings(old)))
                .singleElement()
                .asString()
                .startsWith(CERTIFICATE)
                .contains("has expired");
        assertThat(problems(Map.of("TLS_MIN_VERSION", "1.1")))
                .singleElement()
                .asString()
                .startsWith("TLS_MIN_VERSION");
    }

    /** A message is read by many; none of them needs the key. */
    @Test
    void problemsShowNothingOfTheKey() throws Exception {
        Map<String, String> values = settings(authority.server());
        String secret = authority.server().keyPem().lines().skip(1).findFirst().orElseThrow();
        Files.writeString(
                Path.of(values.get(KEY)),
                "-----BEGIN PRIVATE KEY-----\n" + secret + "\n-----END PRIVATE KEY-----\n");
        assertThat(problems(values)).singleElement().asString().doesNotContain(secret);
    }
}
