package dev.sentinel.gateway.wire;

import static dev.sentinel.gateway.wire.RunningGateway.request;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sentinel.gateway.forward.ForwardedServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Contract studio §7.5, §7.7: a service that has changed its credential is called with the new. */
class CredentialTest {
    /** {@code risk:one} and {@code risk:two}. */
    private static final String ONE = "Basic cmlzazpvbmU=";

    private static final String TWO = "Basic cmlzazp0d28=";

    @TempDir private Path directory;

    @Test
    void callThatIsRefusedIsSentAgainWithTheNewCredential() throws Exception {
        AtomicReference<String> accepted = new AtomicReference<>(ONE);
        keep("risk:one");
        try (RecordingUpstream upstream = guarded(accepted);
                RunningGateway gateway = new RunningGateway(upstream.port(), settings());
                Bytes client = gateway.connect()) {
            assertThat(client.send(request("GET /v1/cases/1")).readMessage())
                    .startsWith("HTTP/1.1 200 ");

            accepted.set(TWO);
            keep("risk:two");
            assertThat(client.send(request("GET /v1/cases/2")).readMessage())
                    .startsWith("HTTP/1.1 200 ");
            assertThat(client.send(request("GET /v1/cases/3")).readMessage())
                    .startsWith("HTTP/1.1 200 ");
            assertThat(upstream.everything().split("GET /v1/cases/2 ", -1)).hasSize(3);
            assertThat(upstream.everything().split("GET /v1/cases/3 ", -1)).hasSize(2);
        }
    }

    /** One WebSocket for each event loop: the first handshake has left its place to the second. */
    @Test
    void handshakeThatIsRefusedIsMadeAgainWithTheNewCredential() throws Exception {
        AtomicReference<String> accepted = new AtomicReference<>(TWO);
        keep("risk:one");
        try (RecordingUpstream upstream = guarded(accepted);
                RunningGateway gateway =
                        new RunningGateway(
                                upstream.port(),
                                settings(),
                                "websocket: true",
                                "pool: { websockets: 2 }");
                Bytes client = gateway.connect();
                Bytes other = gateway.connect()) {
            keep("risk:two");
            String asked =
                    request(
                            "GET /v1/cases/ws",
                            "Upgrade: websocket",
                            "Connection: Upgrade",
                            "Sec-WebSocket-Version: 13",
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
            assertThat(client.send(asked).readHead()).startsWith("HTTP/1.1 101 ");
            assertThat(upstream.everything().split("GET /v1/cases/ws ", -1)).hasSize(3);

            accepted.set("nothing");
            assertThat(other.send(asked).readMessage())
                    .startsWith("HTTP/1.1 502 ")
                    .contains("UPSTREAM_AUTH_FAILED");
        }
    }

    @Test
    void dashboardIsRefusedOnceAndAsksAgainWithTheNewCredential() throws Exception {
        AtomicReference<String> accepted = new AtomicReference<>(TWO);
        keep("risk:one");
        String sources =
                """
                version: 1
                dashboard:
                  - { service: risk, path: /v1/cases/sum, fields: { cases: "" } }
                  - { service: risk, path: /v1/cases/sum, fields: { again: "" } }
                  - { service: docs, path: /api/v1/docs/sum, fields: { docs: "" } }
                """;
        try (RecordingUpstream upstream = guarded(accepted);
                RunningGateway gateway = new RunningGateway(upstream.port(), settings());
                Bytes client = gateway.connect()) {
            gateway.rewrite(yaml -> yaml.replace("version: 1\n", sources));
            keep("risk:two");

            assertThat(client.send(request("GET /api/v1/dashboard")).readMessage())
                    .contains("\"cases\":{}", "\"again\":{}", "\"docs\":null")
                    .contains(
                            "\"errors\":[{\"service\":\"docs\",\"code\":\"UPSTREAM_AUTH_FAILED\"}]");
        }
    }

    @Test
    void bodyThatHasGoneIsNotSentAgainButTheNextCallIsRight() throws Exception {
        AtomicReference<String> accepted = new AtomicReference<>(TWO);
        keep("risk:one");
        try (RecordingUpstream upstream = guarded(accepted);
                RunningGateway gateway = new RunningGateway(upstream.port(), settings());
                Bytes client = gateway.connect()) {
            keep("risk:two");
            assertThat(
                            client.send(request("POST /v1/cases/1", "Content-Length: 2") + "{}")
                                    .readMessage())
                    .startsWith("HTTP/1.1 502 ")
                    .contains("UPSTREAM_AUTH_FAILED");
            assertThat(
                            client.send(request("POST /v1/cases/2", "Content-Length: 2") + "{}")
                                    .readMessage())
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void serviceWhoseCredentialIsMissingIsNotCalled() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(upstream.port(), settings());
                Bytes client = gateway.connect()) {
            assertThat(client.send(request("GET /v1/cases/1")).readMessage())
                    .startsWith("HTTP/1.1 503 ")
                    .contains("SERVICE_UNAVAILABLE");
            assertThat(upstream.everything()).isEmpty();
            assertThat(
                            client.send(request("GET /api/v1/discovery/services/risk/health"))
                                    .readMessage())
                    .contains("\"credentials\":\"missing\"");
            assertThat(client.send(request("GET /api/v1/health")).readMessage())
                    .startsWith("HTTP/1.1 200 ")
                    .contains("\"status\":\"degraded\"")
                    .containsPattern("\"risk\":\\{[^}]*\"status\":\"unhealthy\"")
                    .containsPattern("\"docs\":\\{[^}]*\"status\":\"healthy\"");
        }
    }

    /** An operator who reads it four times looks for four things to set. */
    @Test
    void missingCredentialIsToldOnceHoweverManyServicesAskForIt() throws Exception {
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(ForwardedServices.class);
        said.start();
        logger.addAppender(said);
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(upstream.port(), settings())) {
            gateway.rewrite(yaml ->
                    yaml.replace(
                            "auth: { type: none }", "auth: { type: basic, credential: risk }"));
        } finally {
            logger.detachAppender(said);
        }
        assertThat(said.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .filteredOn(line -> line.contains("credential 'risk' is missing"))
                .hasSize(1);
    }

    private Map<String, String> settings() {
        return Map.of("CREDENTIAL_PROVIDER", "file", "CREDENTIAL_DIR", directory.toString());
    }

    private void keep(String credential) throws IOException {
        Files.writeString(directory.resolve("risk"), credential);
    }

    private static RecordingUpstream guarded(AtomicReference<String> accepted) throws IOException {
        return RecordingUpstream.serving((connection, _) -> {
            while (true) {
                String received = connection.readMessage();
                boolean good = Bytes.header(received, "Authorization").equals(accepted.get());
                if (!good) {
                    connection.send("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n");
                } else if (received.contains("websocket")) {
                    connection.send(
                            Bytes.lines(
                                    "HTTP/1.1 101 Switching Protocols",
                                    "Upgrade: websocket",
                                    "Connection: Upgrade",
                                    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
                                    "",
                                    ""));
                    connection.readAll();
                    return;
                } else {
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
                }
            }
        });
    }
}
