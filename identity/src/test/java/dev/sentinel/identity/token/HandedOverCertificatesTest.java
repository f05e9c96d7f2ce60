package dev.sentinel.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.base.testing.CertifiedKey;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestClient;
import dev.sentinel.identity.testing.TestPlatform;
import dev.sentinel.identity.testing.TestTls;
import java.net.http.HttpRequest;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** RFC 9440: a proxy of ours ends TLS and says which certificate it was shown. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HandedOverCertificatesTest {
    private static final CertifiedKey AUTHORITY = CertifiedKey.authority("CN=Acme Agents CA");
    private static final String SUBJECT = "CN=Invoice Bot,O=Acme";
    private final CertifiedKey below = AUTHORITY.subordinate("CN=Acme Invoices CA");
    private final CertifiedKey own = below.client(SUBJECT);
    private final TestPlatform platform =
            new TestPlatform(
                    TestPlatform.Options.USUAL.certified(
                            TestTls.of(AUTHORITY).behind("127.0.0.0/8")));
    private final String bot =
            TestClient.registered(
                    platform,
                    Map.of(
                            "tokenEndpointAuthMethod",
                            "tls_client_auth",
                            "tlsClientAuthSubjectDn",
                            SUBJECT),
                    "agents:read");

    @AfterAll
    void close() {
        platform.close();
    }

    private Answer token(String... headers) {
        return platform.form(
                "/api/v1/token",
                Map.of("grant_type", "client_credentials", "client_id", bot),
                headers);
    }

    private Answer get(String token, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(platform.uri("/api/v1/agents/" + bot))
                        .header("Authorization", "Bearer " + token);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return platform.send(request);
    }

    @Test
    void aCertificateFromAProxyIsTheClients() {
        Answer answer = token("Client-Cert", own.header(), "Client-Cert-Chain", below.header());
        String token = answer.text("access_token");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(get(token, "Client-Cert", own.header()).status()).isEqualTo(200);
        assertThat(get(token, "Client-Cert", below.client(SUBJECT).header()).status())
                .isEqualTo(401);
        assertThat(get(token).status()).isEqualTo(401);
    }

    @Test
    void itIsJudgedAsOneThatWasShownToUs() {
        assertThat(token("Client-Cert", own.header()).status()).isEqualTo(401);
        assertThat(token("Client-Cert", AUTHORITY.client("CN=Other").header()).status())
                .isEqualTo(401);
    }

    @Test
    void whatCannotBeReadIsRefused() {
        for (String bad :
                new String[] {"", "::", ":AAAA:", own.x5c(), ":" + own.x5c(), own.header() + "x"}) {
            assertThat(token("Client-Cert", bad).status()).as(bad).isEqualTo(400);
        }
        assertThat(token("Client-Cert", own.header(), "Client-Cert", own.header()).status())
                .isEqualTo(400);
        assertThat(token("Client-Cert-Chain", below.header()).status()).isEqualTo(400);
    }
}
