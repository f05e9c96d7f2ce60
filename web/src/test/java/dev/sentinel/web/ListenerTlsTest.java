package dev.sentinel.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.base.testing.CertifiedKey;
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
                                        new ListenerTls(server.certificatesPem(), server.keyPem())),
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

    /** No HTTP/2: none is negotiated, whatever the client would like. */
    @Test
    void itSpeaksHttp11OverTls13() throws IOException {
        try (Edge edge = edge();
                SSLSocket socket = connected(edge, AUTHORITY.showingNothing())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();

            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
            assertThat(socket.getApplicationProtocol()).isNotEqualTo("h2");
            assertThat(asked(socket)).startsWith("HTTP/1.1 200 ");
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
