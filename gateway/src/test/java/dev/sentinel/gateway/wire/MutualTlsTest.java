package dev.sentinel.gateway.wire;

import static dev.sentinel.gateway.wire.RunningGateway.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A service that speaks TLS and asks the gateway who it is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MutualTlsTest {
    private static final char[] PASSWORD = "of-the-test".toCharArray();

    @TempDir private static Path directory;
    private KeyStore service;
    private KeyStore gatewayKey;
    private KeyStore renewedKey;

    @BeforeAll
    void makeKeys() throws Exception {
        service = keyPair("service");
        gatewayKey = keyPair("gateway");
        renewedKey = keyPair("renewed");
        keyPair("stranger");
    }

    @Test
    void bothSidesShowWhoTheyAre() throws Exception {
        try (SSLServerSocket server = listening();
                RunningGateway gateway = gateway(server, "service", "gateway");
                Bytes client = gateway.connect()) {
            Thread.startVirtualThread(() -> answer(server));
            assertThat(client.send(request("GET /v1/cases/1")).readMessage())
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("CN=gateway");
        }
    }

    /** RFC 8446 §6.1: whoever has said close_notify says no more; TCP may stay open below. */
    @Test
    void connectionThatTheServiceHasTakenLeaveOfIsEnded() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (SSLServerSocket server = listening();
                RunningGateway gateway = gateway(server, "service", "gateway");
                Bytes client = gateway.connect()) {
            Thread.startVirtualThread(() -> answerAndTakeLeave(server, ended));
            for (int i = 0; i < 2; i++) {
                assertThat(client.send(request("GET /v1/cases/1")).readMessage())
                        .startsWith("HTTP/1.1 200 ");
                assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
                Thread.startVirtualThread(() -> answer(server));
            }
        }
    }

    private static void answerAndTakeLeave(SSLServerSocket server, CountDownLatch ended) {
        try (SSLSocket socket = (SSLSocket) server.accept();
                Bytes connection = new Bytes(socket)) {
            connection.readMessage();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            socket.shutdownOutput();
            if (connection.endsWithin(10_000)) {
                ended.countDown();
            }
        } catch (IOException end) {
            // The test says so.
        }
    }

    /**
     * TLS sends what it was given with a record of its own, such as the answer to a ticket: a head
     * that left so would be answered before anything had been asked for.
     */
    @Test
    void headLeavesWithItsBodyAndItsAnswerIsTaken() throws Exception {
        CountDownLatch shaken = new CountDownLatch(1);
        try (SSLServerSocket server = listening();
                RunningGateway gateway = gateway(server, "service", "gateway");
                Bytes client = gateway.connect()) {
            Thread.startVirtualThread(() -> refuse(server, shaken));
            client.send(request("POST /v1/cases/1", "Transfer-Encoding: chunked"));
            assertThat(shaken.await(10, TimeUnit.SECONDS)).isTrue();
            // Whatever would leave by itself has the time to.
            assertThat(client.endsWithin(500)).isFalse();
            client.send("5\r\nhello\r\n0\r\n\r\n");

            assertThat(client.readMessage()).startsWith("HTTP/1.1 409 ");
        }
    }

    private static void refuse(SSLServerSocket server, CountDownLatch shaken) {
        try (SSLSocket socket = (SSLSocket) server.accept();
                Bytes connection = new Bytes(socket)) {
            socket.startHandshake();
            shaken.countDown();
            connection.readHead();
            connection.send("HTTP/1.1 409 Conflict\r\nContent-Length: 0\r\n\r\n");
            connection.readAll();
        } catch (IOException end) {
            // The gateway has closed.
        }
    }

    /** As for what listeners show; with the certificate before its key, as files are renewed. */
    @Test
    void renewedCertificateIsShownOnNewConnections() throws Exception {
        Path certificate = directory.resolve("rotating.pem");
        Path key = directory.resolve("rotating.key");
        Files.copy(directory.resolve("gateway.pem"), certificate);
        Files.copy(directory.resolve("gateway.key"), key);
        try (SSLServerSocket server = listening();
                RunningGateway gateway = gateway(server, "service", "rotating");
                Bytes client = gateway.connect()) {
            Thread.startVirtualThread(() -> answerAll(server));
            assertThat(ask(client)).endsWith("CN=gateway");

            Files.writeString(certificate, Files.readString(directory.resolve("renewed.pem")));
            gateway.rewrite(yaml -> yaml);
            assertThat(client.send(request("GET /api/v1/health")).readMessage())
                    .contains("\"registry\":\"refused\"");
            assertThat(ask(client)).as("what is in force stays").endsWith("CN=gateway");

            Files.writeString(key, Files.readString(directory.resolve("renewed.key")));
            await().untilAsserted(() -> assertThat(ask(client)).endsWith("CN=renewed"));
        }
    }

    private static String ask(Bytes client) throws IOException {
        return client.send(request("GET /v1/cases/1")).readMessage();
    }

    private static void answerAll(SSLServerSocket server) {
        try {
            while (true) {
                SSLSocket socket = (SSLSocket) server.accept();
                Thread.startVirtualThread(() -> answerAll(socket));
            }
        } catch (IOException end) {
            // The test is over.
        }
    }

    private static void answerAll(SSLSocket socket) {
        try (Bytes connection = new Bytes(socket)) {
            while (true) {
                connection.readMessage();
                String name = socket.getSession().getPeerPrincipal().getName();
                connection.send(
                        "HTTP/1.1 200 OK\r\nContent-Length: " + name.length() + "\r\n\r\n" + name);
            }
        } catch (IOException end) {
            // The gateway has closed it.
        }
    }

    @Test
    void serviceThatIsNotItselfIsNotCalled() throws Exception {
        try (SSLServerSocket server = listening();
                RunningGateway gateway = gateway(server, "stranger", "gateway");
                Bytes client = gateway.connect()) {
            Thread.startVirtualThread(() -> answer(server));
            assertThat(client.send(request("POST /v1/cases", "Content-Length: 0")).readMessage())
                    .startsWith("HTTP/1.1 503 ")
                    .contains("SERVICE_UNAVAILABLE");
        }
    }

    private static RunningGateway gateway(SSLServerSocket server, String trusted, String own)
            throws IOException {
        RunningGateway gateway =
                new RunningGateway(
                        server.getLocalPort(),
                        // The first handshake of a process takes its time.
                        "connect_timeout_ms: 20000",
                        "tls: { ca: %s, certificate: %s, key: %s }"
                                .formatted(
                                        directory.resolve(trusted + ".pem"),
                                        directory.resolve(own + ".pem"),
                                        directory.resolve(own + ".key")));
        gateway.rewrite(yaml -> yaml.replaceFirst("base_url: http:", "base_url: https:"));
        return gateway;
    }

    private SSLServerSocket listening() throws IOException, GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(service, PASSWORD);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
        KeyStore clients = KeyStore.getInstance("PKCS12");
        clients.load(null, null);
        clients.setCertificateEntry("gateway", gatewayKey.getCertificate("gateway"));
        clients.setCertificateEntry("renewed", renewedKey.getCertificate("renewed"));
        trusted.init(clients);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
        SSLServerSocket server =
                (SSLServerSocket)
                        context.getServerSocketFactory()
                                .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        server.setNeedClientAuth(true);
        return server;
    }

    private static void answer(SSLServerSocket server) {
        try (SSLSocket socket = (SSLSocket) server.accept();
                Bytes connection = new Bytes(socket)) {
            connection.readMessage();
            String name = socket.getSession().getPeerPrincipal().getName();
            connection.send(
                    "HTTP/1.1 200 OK\r\nContent-Length: " + name.length() + "\r\n\r\n" + name);
            connection.readAll();
        } catch (IOException end) {
            // The gateway did not like what it saw, or has closed.
        }
    }

    /** By the JDK's own tool; also leaves PEM files for the gateway. */
    private KeyStore keyPair(String name) throws Exception {
        Path file = directory.resolve(name + ".p12");
        Process tool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                name,
                                "-keyalg",
                                "EC",
                                "-groupname",
                                "secp256r1",
                                "-dname",
                                "CN=" + name,
                                "-ext",
                                "san=ip:127.0.0.1",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                new String(PASSWORD))
                        .redirectErrorStream(true)
                        .start();
        try (InputStream said = tool.getInputStream()) {
            String words = new String(said.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(tool.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(tool.exitValue()).as(words).isZero();
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        Certificate certificate = store.getCertificate(name);
        Key key = store.getKey(name, PASSWORD);
        Files.writeString(
                directory.resolve(name + ".pem"), pem("CERTIFICATE", certificate.getEncoded()));
        Files.writeString(directory.resolve(name + ".key"), pem("PRIVATE KEY", key.getEncoded()));
        return store;
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN "
                + what
                + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END "
                + what
                + "-----\n";
    }
}
