package dev.sentinel.gateway.wire;

import static dev.sentinel.gateway.wire.RunningGateway.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sentinel.base.testing.SetClock;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Contract studio §10: how services are, from what was seen last, or from a look when asked. */
class DiscoveryTest {
    private static final String NO_REDIS = "redis://127.0.0.1:1";
    private static final Map<String, String> CHECKED =
            Map.of(
                    "SERVICE_HEALTH_CHECK_ENABLED", "true",
                    "SERVICE_HEALTH_CHECK_INTERVAL", "1h");

    private final SetClock clock = new SetClock("2026-06-05T10:00:00Z");

    @Test
    void whatWasSeenInTheBackgroundIsToldUntilItIsTwoIntervalsOld() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway =
                        new RunningGateway(upstream.port(), NO_REDIS, clock, CHECKED);
                Bytes client = gateway.connect()) {
            await().until(() -> health(client).contains("\"source\":\"cache\""));
            int looks = looks(upstream);
            assertThat(health(client))
                    .contains(
                            "\"service\":\"risk\",\"status\":\"healthy\"",
                            "\"http_status\":200,\"checked_at\":\"2026-06-05T10:00:00Z\"",
                            "\"source\":\"cache\"");
            clock.pass(Duration.ofHours(2));
            assertThat(health(client)).contains("\"source\":\"cache\"");
            assertThat(looks(upstream)).as("asking costs nothing").isEqualTo(looks);

            clock.pass(Duration.ofSeconds(1));
            assertThat(health(client))
                    .contains("\"checked_at\":\"2026-06-05T12:00:01Z\",\"source\":\"live\"");
            assertThat(health(client))
                    .contains("\"checked_at\":\"2026-06-05T12:00:01Z\",\"source\":\"cache\"");
            assertThat(looks(upstream)).isEqualTo(looks + 1);
        }
    }

    @Test
    void withoutChecksEveryQuestionIsALook() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            assertThat(health(client)).contains("\"source\":\"live\"");
            assertThat(health(client)).contains("\"source\":\"live\"");
            assertThat(looks(upstream)).isEqualTo(2);
        }
    }

    @Test
    void aServiceThatIsDownIsToldWith200AndAnUnknownOneIsNotFound() throws Exception {
        RecordingUpstream gone = RecordingUpstream.ok();
        gone.close();
        try (RunningGateway gateway = new RunningGateway(gone.port(), NO_REDIS, clock, CHECKED);
                Bytes client = gateway.connect()) {
            assertThat(health(client))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("\"status\":\"unhealthy\",\"latency_ms\":null,\"http_status\":null")
                    .doesNotContain("127.0.0.1");
            assertThat(
                            client.send(request("GET /api/v1/discovery/services/nobody/health"))
                                    .readMessage())
                    .startsWith("HTTP/1.1 404 ")
                    .contains("SERVICE_NOT_FOUND");
        }
    }

    private static String health(Bytes client) throws IOException {
        return client.send(request("GET /api/v1/discovery/services/risk/health")).readMessage();
    }

    /** How often the service has been asked how it is; {@code wrapped} has the same path. */
    private static int looks(RecordingUpstream upstream) {
        return upstream.everything().split("GET /health ", -1).length - 1;
    }
}
