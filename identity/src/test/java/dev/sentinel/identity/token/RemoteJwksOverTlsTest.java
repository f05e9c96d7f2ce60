package dev.sentinel.identity.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;

/** A {@code jwks_uri} over HTTPS: keys of whoever the certificate says is there, or none. */
class RemoteJwksOverTlsTest {
    private static final int HANDSHAKE = 22;
    private static final int APPLICATION_DATA = 23;

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

    /** A limit on each read is none here: the TLS layer reads until the record is whole. */
    @Test
    void aHandshakeThatDripsEndsAtTheDeadline() throws IOException {
        dripped(Duration.ofMillis(300), (_, _) -> HANDSHAKE);
    }

    @Test
    void aRecordThatDripsEndsAtTheDeadline() throws IOException {
        dripped(
                Duration.ofSeconds(2),
                (plain, tls) -> {
                    SSLSocket socket = (SSLSocket) tls.createSocket(plain, "client", 1, false);
                    socket.setUseClientMode(false);
                    socket.startHandshake();
                    return APPLICATION_DATA;
                });
    }

    /** What a server does before a record (RFC 8446 section 5.1) of the kind returned drips. */
    private interface Beginning {
        int of(Socket plain, SSLSocketFactory tls) throws IOException;
    }

    private void dripped(Duration patience, Beginning beginning) throws IOException {
        SSLSocketFactory shown = authority.server().showing(authority).getSocketFactory();
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> drip(listening, shown, beginning));
            PinnedFetch fetch =
                    new PinnedFetch(authority.showingNothing().getSocketFactory(), true, patience);
            URI uri = URI.create("https://127.0.0.1:" + listening.getLocalPort() + "/jwks");

            assertThatThrownBy(() -> fetch.get(uri))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no answer within " + patience.toMillis() + " ms");
        }
    }

    /** A byte of the record now and then, more slowly than patience lasts for all of them. */
    private static void drip(ServerSocket listening, SSLSocketFactory tls, Beginning beginning) {
        try (Socket plain = listening.accept()) {
            int kind = beginning.of(plain, tls);
            plain.getOutputStream().write(new byte[] {(byte) kind, 3, 3, 0x40, 0});
            for (int sent = 0; sent < 100; sent++) {
                plain.getOutputStream().write('x');
                LockSupport.parkNanos(100_000_000);
            }
        } catch (IOException _) {
            // The client went away, as it should.
        }
    }
}
