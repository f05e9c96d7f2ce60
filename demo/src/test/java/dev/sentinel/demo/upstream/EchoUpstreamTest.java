package dev.sentinel.demo.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The payloads of contract studio §7.8, over the socket. */
final class EchoUpstreamTest {
    private static final String BASIC = "Host: u\r\nAuthorization: Basic Zzpk\r\n";
    private EchoUpstream upstream;

    @BeforeEach
    void start() throws IOException {
        upstream = EchoUpstream.start(0);
    }

    @AfterEach
    void stop() {
        upstream.close();
    }

    @Test
    void callerWithoutServiceCredentialIsRefused() throws IOException {
        assertThat(ask("GET /nexus/api/v1/documents HTTP/1.1\r\nHost: u\r\n\r\n"))
                .startsWith("HTTP/1.1 401 ")
                .contains("WWW-Authenticate: Basic");
        assertThat(ask("GET /nexus/health HTTP/1.1\r\nHost: u\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void uploadIsCountedInChunksOrByLength() throws IOException {
        String head =
                "POST /nexus/api/v1/upload/ HTTP/1.1\r\n"
                        + BASIC
                        + "Content-Type: multipart/form-data; boundary=b\r\n";
        assertThat(ask(head + "Content-Length: 5\r\n\r\nhello"))
                .contains("\"job_id\"", "\"document_id\"", "\"received_bytes\":5}");
        assertThat(
                        ask(
                                head
                                        + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n"))
                .contains("\"received_bytes\":6}");
    }

    @Test
    void socketSendsBackWhatItIsSent() throws IOException {
        String answer =
                ask(
                        "GET /zen/echo/socket HTTP/1.1\r\n"
                                + BASIC
                                + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
                                // RFC 6455 §5.7: a masked "Hello", then an empty close.
                                + "\u0081\u00857\u00fa!=\u007f\u009fMQX"
                                + "\u0088\u0080\0\0\0\0");

        assertThat(answer)
                .startsWith("HTTP/1.1 101 ")
                .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
                .endsWith("\u0081\u0005Hello\u0088\u0000");
    }

    @Test
    void oddityIsChosenByPathOrHeader() throws IOException {
        assertThat(ask("GET /zen/echo/number HTTP/1.1\r\n" + BASIC + "\r\n"))
                .endsWith("\r\n\r\n121851762.99000000000000000000098");
        assertThat(ask("GET /agents/runs HTTP/1.1\r\n" + BASIC + "X-Echo: 503\r\n\r\n"))
                .startsWith("HTTP/1.1 503 ");
        assertThat(ask("GET /zen/echo/reset HTTP/1.1\r\n" + BASIC + "\r\n")).isEmpty();
        assertThat(ask("GET /agents/echo/events HTTP/1.1\r\n" + BASIC + "\r\n"))
                .contains("text/event-stream", "word 5")
                .endsWith("0\r\n\r\n");
    }

    /** One request on a connection of its own; all that comes back until it ends. */
    private String ask(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), upstream.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            StringBuilder all = new StringBuilder();
            InputStream in = socket.getInputStream();
            try {
                for (int next = in.read(); next >= 0; next = in.read()) {
                    all.append((char) next);
                }
            } catch (IOException reset) {
                // What came before it counts.
            }
            return all.toString();
        }
    }
}
