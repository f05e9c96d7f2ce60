package dev.sentinel.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.ECKey;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.testing.CertifiedKey;
import dev.sentinel.identity.agent.AgentId;
import dev.sentinel.identity.testing.TestClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A {@code jwks_uri} over HTTPS: keys of whoever the certificate says is there, or none. */
class RemoteJwksOverTlsTest {
    private final CertifiedKey authority = CertifiedKey.authority("CN=Public CA");
    private final ECKey key = TestClient.key("first");

    /** What is read from a server that shows this certificate, under this name. */
    private List<String> kids(CertifiedKey shown, String host) throws IOException {
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(shown.showing(authority)));
        byte[] set = Json.text(TestClient.jwks(key)).getBytes(StandardCharsets.UTF_8);
        server.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(200, set.length);
                    exchange.getResponseBody().write(set);
                    exchange.close();
                });
        server.start();
        try {
            RemoteJwks remote =
                    new RemoteJwks(
                            new PinnedFetch(authority.showingNothing().getSocketFactory(), true),
                            Clock.systemUTC());
            return remote
                    .keys(
                            new AgentId(new UUID(1, 2)),
                            "https://" + host + ":" + server.getAddress().getPort() + "/jwks.json",
                            _ -> true)
                    .stream()
                    .map(each -> each.key().kid())
                    .toList();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void keysAreReadFromTheHostThatTheCertificateNames() throws IOException {
        assertThat(kids(authority.server(), "localhost")).containsExactly("first");
        assertThat(kids(authority.server(), "127.0.0.1")).containsExactly("first");
    }

    /** RFC 9525 section 6: of an authority, of this host, for a server, in its time. */
    @Test
    void anyOtherCertificateGivesNoKeys() throws IOException {
        assertThat(kids(CertifiedKey.authority("CN=Public CA").server(), "localhost")).isEmpty();
        assertThat(
                        kids(
                                authority.issued(
                                        "CN=localhost",
                                        CertifiedKey.now(CertifiedKey.authorities())),
                                "localhost"))
                .isEmpty();
        assertThat(
                        kids(
                                authority.issued(
                                        "CN=server", CertifiedKey.past(CertifiedKey.servers())),
                                "localhost"))
                .isEmpty();
        assertThat(kids(authority.client("CN=localhost"), "localhost")).isEmpty();
    }
}
