package dev.sentinel.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.base.testing.CertifiedKey;
import dev.sentinel.base.testing.Http2Client;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** RFC 9325 section 3: what a listener over TLS speaks, and what it does with those that do not. */
class ListenerTlsTest {
    private static final CertifiedKey AUTHORITY = CertifiedKey.authority("CN=Test CA");

    private static Edge edge() throws IOException {
        CertifiedKey server = AUTHORITY.server();
        return new Edge(
                new ListenerConfig("test", "127.0.0.1", 0, Dialect.AGENT)
                        .certified(
                                Optional.of(
                                        new ListenerTls(server.certificatesPem(), server.keyPem())
                                                .askingClients()),
                                Networks.NONE));
    }

    private static SSLSocket connected(Edge edge, SSLContext tls) throws IOException {
        SSLSocket socket =
                (SSLSocket)
                        tls.getSocketFactory()
                                .createSocket(InetAddress.getLoopbackAddress(), edge.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static String asked(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(
                "GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        out.flush();
        InputStream in = socket.getInputStream();
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void itSpeaksTls13Alone() throws IOException {
        try (Edge edge = edge();
                SSLSocket socket = connected(edge, AUTHORITY.showingNothing())) {
            assertThat(asked(socket)).startsWith("HTTP/1.1 200 ");
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");

            try (SSLSocket older = connected(edge, AUTHORITY.showingNothing())) {
                older.setEnabledProtocols(new String[] {"TLSv1.2"});
                assertThatThrownBy(older::startHandshake).isInstanceOf(SSLException.class);
            }
        }
    }

    /** RFC 9113 section 9.2.2: suites that HTTP/2 forbids are not there to be chosen. */
    @Test
    void tls12IsSpokenWhenAskedForWithGoodSuitesOnly() throws IOException {
        try (SecureEdge edge = new SecureEdge(ListenerTls::alsoTls12);
                SSLSocket good = connected(edge.edge(), edge.trusting());
                SSLSocket bad = connected(edge.edge(), edge.trusting())) {
            good.setEnabledProtocols(new String[] {"TLSv1.2"});
            assertThat(asked(good)).startsWith("HTTP/1.1 200 ");

            bad.setEnabledProtocols(new String[] {"TLSv1.2"});
            bad.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"});
            assertThatThrownBy(bad::startHandshake).isInstanceOf(SSLException.class);
        }
    }

    /** RFC 7301. */
    @Test
    void clientsChooseTheVersionOfHttp() throws IOException {
        try (Edge edge = edge()) {
            assertThat(agreed(edge, "h2", "http/1.1")).isEqualTo("h2");
            assertThat(agreed(edge, "http/1.1")).isEqualTo("http/1.1");
            assertThat(agreed(edge)).isEmpty();
        }
    }

    private static String agreed(Edge edge, String... protocols) throws IOException {
        try (SSLSocket socket = connected(edge, AUTHORITY.showingNothing())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(protocols);
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket.getApplicationProtocol();
        }
    }

    @Test
    void anotherCertificateIsShownToWhoConnectsNext() throws Exception {
        CertifiedKey next = SecureEdge.another();
        try (SecureEdge edge = new SecureEdge();
                Http2Client before = edge.client()) {
            edge.edge().listener().renew(SecureEdge.tls(next));

            try (Http2Client after = edge.client()) {
                assertThat(after.socket().getSession().getPeerCertificates()[0])
                        .isEqualTo(next.certificate())
                        .isNotEqualTo(before.socket().getSession().getPeerCertificates()[0]);
                assertThat(after.get(1, "/hello").answer(1).status()).isEqualTo(200);
            }
            assertThat(before.get(1, "/hello").answer(1).status()).isEqualTo(200);

            assertThatThrownBy(() ->
                            edge.edge().listener().renew(new ListenerTls("no", "certificate")))
                    .isInstanceOf(RuntimeException.class);
            try (Http2Client still = edge.client()) {
                assertThat(still.get(1, "/hello").answer(1).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aCertificateOfNobodyPassesTlsAndIsJudgedLater() throws IOException {
        try (Edge edge = edge();
                SSLSocket socket =
                        connected(edge, CertifiedKey.selfSigned("CN=x").showing(AUTHORITY))) {
            assertThat(asked(socket)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void clientsThatDoNotTrustItGoAwayAndOthersAreServed() throws IOException {
        CertifiedKey other = CertifiedKey.authority("CN=Other CA");
        try (Edge edge = edge()) {
            try (SSLSocket distrustful = connected(edge, other.showingNothing())) {
                assertThatThrownBy(distrustful::startHandshake).isInstanceOf(SSLException.class);
            }
            try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
                plain.setSoTimeout(10_000);
                assertThat(refused(plain)).doesNotContain("200");
            }
            try (SSLSocket socket = connected(edge, AUTHORITY.showingNothing())) {
                assertThat(asked(socket)).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    private static String refused(Socket plain) {
        try {
            return asked(plain);
        } catch (IOException reset) {
            return "";
        }
    }
}
