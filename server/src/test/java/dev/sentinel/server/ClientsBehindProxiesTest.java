package dev.sentinel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
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
