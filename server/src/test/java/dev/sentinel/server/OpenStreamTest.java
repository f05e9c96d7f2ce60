package dev.sentinel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** DESIGN.md section 5: revoke means revoke, open streams included. */
@Timeout(120)
final class OpenStreamTest {
    @TempDir private Path directory = Path.of("");

    @Test
    void aSuspendedAgentsEventStreamEnds() throws Exception {
        try (ServerSocket events = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                TestDatabase stores = TestPostgres.fresh("audit", "identity", "risk");
                TestSentinel platform =
                        new TestSentinel(
                                directory,
                                stores,
                                TestRedis.fresh(),
                                Map.of("SERVICE_CONFIG_PATH", registry(events.getLocalPort())))) {
            Thread.startVirtualThread(() -> stream(events));
            platform.start();
            String agent = platform.hasAgent();
            String token = platform.token(platform.hasCredential(agent), "agents:read");

            HttpResponse<InputStream> open =
                    HttpClient.newHttpClient()
                            .send(
                                    platform.gateway("/api/v1/events/all")
                                            .header("Authorization", "Bearer " + token)
                                            .build(),
                                    BodyHandlers.ofInputStream());
            assertThat(open.statusCode()).isEqualTo(200);
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(open.body(), StandardCharsets.UTF_8));
            assertThat(lines.readLine()).isEqualTo("data: 1");

            platform.json(
                    200,
                    platform.identity("/api/v1/agents/" + agent)
                            .header("Authorization", TestSentinel.ADMIN)
                            .header("Content-Type", "application/json")
                            .method(
                                    "PATCH",
                                    BodyPublishers.ofString("{\"status\":\"suspended\"}")));

            assertThat(isCut(lines)).isTrue();
        }
    }

    /** The end is not the service's, and does not look like it. */
    private static boolean isCut(BufferedReader lines) {
        try {
            while (lines.readLine() != null) {
                // Whatever was still on its way.
            }
            return false;
        } catch (IOException cut) {
            return true;
        }
    }

    private String registry(int port) throws IOException {
        return Files.writeString(
                        directory.resolve("services.yaml"),
                        """
                        version: 1
                        services:
                          events:
                            base_url: http://127.0.0.1:%d
                            prefix: /events
                            mode: explicit
                            auth: { type: none }
                            envelope: raw
                            routes:
                              - { method: GET, path: /all, access: "scope(agents:read)" }
                        """
                                .formatted(port))
                .toString();
    }

    /** Answers health, and an event stream that never ends. */
    private static void stream(ServerSocket server) {
        try {
            while (true) {
                Socket socket = server.accept();
                Thread.startVirtualThread(() -> {
                    try (socket) {
                        BufferedReader in =
                                new BufferedReader(
                                        new InputStreamReader(
                                                socket.getInputStream(),
                                                StandardCharsets.ISO_8859_1));
                        String first = in.readLine();
                        while (!in.readLine().isEmpty()) {
                            // The headers do not matter.
                        }
                        String answer =
                                first.startsWith("GET /health ")
                                        ? "Content-Length: 0\r\nConnection: close\r\n\r\n"
                                        : "Content-Type: text/event-stream\r\n\r\ndata: 1\n\n";
                        socket.getOutputStream()
                                .write(
                                        ("HTTP/1.1 200 OK\r\n" + answer)
                                                .getBytes(StandardCharsets.ISO_8859_1));
                        if (!first.startsWith("GET /health ")) {
                            in.readLine();
                        }
                    } catch (IOException end) {
                        // The gateway has closed.
                    }
                });
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }
}
