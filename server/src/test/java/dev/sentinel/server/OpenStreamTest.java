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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
            CountDownLatch open = new CountDownLatch(0);
            Thread.startVirtualThread(() -> stream(events, open, open));
            platform.start();
            String agent = platform.hasAgent();
            String token = platform.token(platform.hasCredential(agent), "agents:read");

            HttpResponse<InputStream> opened =
                    HttpClient.newHttpClient()
                            .send(
                                    platform.gateway("/api/v1/events/all")
                                            .header("Authorization", "Bearer " + token)
                                            .build(),
                                    BodyHandlers.ofInputStream());
            assertThat(opened.statusCode()).isEqualTo(200);
            BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(opened.body(), StandardCharsets.UTF_8));
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

    /** What its cookie stands for is forgotten by then, and must be known all the same. */
    @Test
    void aSessionThatEndsBeforeItsStreamBeginsEndsTheStream() throws Exception {
        try (ServerSocket events = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                TestDatabase stores = TestPostgres.fresh("audit", "identity", "risk");
                TestSentinel platform =
                        new TestSentinel(
                                directory,
                                stores,
                                TestRedis.fresh(),
                                Map.of("SERVICE_CONFIG_PATH", registry(events.getLocalPort())))) {
            CountDownLatch asked = new CountDownLatch(1);
            CountDownLatch signedOut = new CountDownLatch(1);
            Thread.startVirtualThread(() -> stream(events, asked, signedOut));
            platform.start();
            String cookie = cookie(platform);
            CompletableFuture<HttpResponse<InputStream>> opening =
                    // Another version would ask for an upgrade, as WebSockets do.
                    HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .build()
                            .sendAsync(
                                    platform.gateway("/api/v1/events/mine")
                                            .header("Cookie", cookie)
                                            .build(),
                                    BodyHandlers.ofInputStream());
            assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(
                            platform.send(
                                            platform.gateway("/api/v1/auth/logout")
                                                    .header("Cookie", cookie)
                                                    .header("X-Sentinel-CSRF", "1")
                                                    .POST(BodyPublishers.noBody()))
                                    .statusCode())
                    .isEqualTo(200);
            signedOut.countDown();

            HttpResponse<InputStream> open = opening.get(30, TimeUnit.SECONDS);
            assertThat(
                            open.statusCode() == 401
                                    || isCut(
                                            new BufferedReader(
                                                    new InputStreamReader(
                                                            open.body(), StandardCharsets.UTF_8))))
                    .isTrue();
        }
    }

    private static String cookie(TestSentinel platform) throws IOException, InterruptedException {
        String person =
                "{\"full_name\":\"Ada\",\"email\":\"ada@acme.test\","
                        + "\"password\":\"correct horse battery staple\",\"role\":\"viewer\"}";
        platform.json(
                201,
                platform.gateway("/api/v1/users")
                        .header("Authorization", TestSentinel.ADMIN)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(person)));
        String set =
                platform.send(
                                platform.gateway("/api/v1/auth/login")
                                        .header("Content-Type", "application/json")
                                        .header("X-Sentinel-CSRF", "1")
                                        .POST(
                                                BodyPublishers.ofString(
                                                        "{\"email\":\"ada@acme.test\",\"password\":"
                                                                + "\"correct horse battery staple\"}")))
                        .headers()
                        .firstValue("Set-Cookie")
                        .orElseThrow();
        return set.substring(0, set.indexOf(';'));
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
                              - { method: GET, path: /mine, role: viewer }
                        """
                                .formatted(port))
                .toString();
    }

    /** Answers health, and an event stream that never ends, when it may begin. */
    private static void stream(ServerSocket server, CountDownLatch asked, CountDownLatch begin) {
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
                        boolean health = first.startsWith("GET /health ");
                        if (!health) {
                            asked.countDown();
                            begin.await();
                        }
                        String answer =
                                health
                                        ? "Content-Length: 0\r\nConnection: close\r\n\r\n"
                                        : "Content-Type: text/event-stream\r\n\r\ndata: 1\n\n";
                        socket.getOutputStream()
                                .write(
                                        ("HTTP/1.1 200 OK\r\n" + answer)
                                                .getBytes(StandardCharsets.ISO_8859_1));
                        if (!health) {
                            in.readLine();
                        }
                    } catch (IOException | InterruptedException end) {
                        // The gateway has closed.
                    }
                });
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }
}
