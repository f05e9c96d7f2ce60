package dev.sentinel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sentinel.base.secret.Secret;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
import dev.sentinel.trust.ServiceKeys;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Identity behind a proxy of ours: an address is the client's, not the proxy's. */
@Timeout(120)
final class ClientsBehindProxiesTest {
    private static final int LIMIT = 5;

    @Test
    void whoGuessesIsCountedByItsOwnAddress(@TempDir Path directory) throws Exception {
        Map<String, String> settings =
                Map.of(
                        "TRUSTED_PROXIES",
                        "127.0.0.0/8, 10.0.0.0/8",
                        "RATE_LIMIT_MAX_REQUESTS",
                        Integer.toString(LIMIT),
                        "RATE_LIMIT_WINDOW_MS",
                        "3600000");
        try (TestDatabase stores = TestPostgres.fresh("audit", "identity", "risk");
                TestSentinel platform =
                        new TestSentinel(directory, stores, TestRedis.fresh(), settings)) {
            platform.start();
            // What stands left of the right-most hop that is not ours, the client wrote itself.
            int last = 0;
            for (int i : IntStream.rangeClosed(0, LIMIT).toArray()) {
                last = guess(platform, "198.51.100." + i + ", 203.0.113.7, 10.0.0.9").statusCode();
            }

            assertThat(last).isEqualTo(429);
            HttpResponse<byte[]> neighbour = guess(platform, "203.0.113.8");
            assertThat(neighbour.statusCode()).isEqualTo(401);
            assertThat(neighbour.headers().firstValue("X-RateLimit-Remaining"))
                    .contains(Integer.toString(LIMIT - 1));
            assertThat(neighbour.headers().firstValue("X-Frame-Options")).contains("DENY");
        }
    }

    /** What the gateway relays, and identity refuses, came from the gateway's client. */
    @Test
    void whoIsRefusedBehindTheGatewayIsRecordedByItsOwnAddress(@TempDir Path directory)
            throws Exception {
        try (TestDatabase stores = TestPostgres.fresh("audit", "identity", "risk");
                TestSentinel platform = new TestSentinel(directory, stores, TestRedis.fresh())) {
            platform.start();
            String key =
                    ServiceKeys.header(
                            ServiceKeys.GATEWAY,
                            new Secret(
                                    platform.environment()
                                            .getOrDefault("SENTINEL_SERVICE_KEY", "")));

            assertThat(usersFor(platform, key).statusCode()).isEqualTo(403);
            assertThat(
                            usersFor(platform, ServiceKeys.header("gateway", new Secret("a guess")))
                                    .statusCode())
                    .isEqualTo(401);

            await().untilAsserted(() ->
                    assertThat(
                                    platform.json(
                                                    200,
                                                    platform.gateway(
                                                                    "/api/v1/audit?action=api.called")
                                                            .header(
                                                                    "Authorization",
                                                                    TestSentinel.ADMIN))
                                            .toString())
                            .contains("203.0.113.9"));
        }
    }

    private static HttpResponse<byte[]> usersFor(TestSentinel platform, String key)
            throws IOException, InterruptedException {
        return platform.send(
                platform.identity("/api/v1/users")
                        .header("Authorization", key)
                        .header("X-Principal-Kind", "person")
                        .header("X-User-Id", "usr_vera")
                        .header("X-Tenant-Id", "acme")
                        .header("X-User-Role", "viewer")
                        .header("X-Forwarded-For", "203.0.113.9"));
    }

    private static HttpResponse<byte[]> guess(TestSentinel platform, String forwardedFor)
            throws IOException, InterruptedException {
        return platform.send(
                platform.identity("/api/v1/token")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("X-Forwarded-For", forwardedFor)
                        .POST(
                                BodyPublishers.ofString(
                                        "grant_type=client_credentials&client_secret=guess"
                                                + "&client_id=0198f3a2-6c1e-7aaa-8bbb-1234567890ab")));
    }
}
