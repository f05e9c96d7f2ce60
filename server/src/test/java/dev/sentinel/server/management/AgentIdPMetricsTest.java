package dev.sentinel.server.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.trust.Rules;
import dev.sentinel.web.FinishedCall;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Contract agentidp section 11: names, labels and normalised routes are exact. */
class AgentIdPMetricsTest {

    @Test
    void thePageHasTheNamesAndLabelsThatDashboardsRead() {
        try (Metrics metrics = new Metrics()) {
            AgentIdPMetrics agentIdP = new AgentIdPMetrics(metrics.registry());
            agentIdP.finished(call("/api/v1/agents/{agentId}/credentials/{credentialId}/rotate"));
            agentIdP.query("select", Duration.ofMillis(2));
            agentIdP.command("evalsha", Duration.ofMillis(1));

            String labels =
                    "method=\"POST\",route=\"/api/v1/agents/:id/credentials/:id/rotate\","
                            + "status_code=\"200\"";
            assertThat(metrics.scrape())
                    .contains("agentidp_http_requests_total{" + labels + "} 1.0")
                    .contains("# TYPE agentidp_http_request_duration_seconds histogram")
                    .contains(
                            "agentidp_http_request_duration_seconds_bucket{"
                                    + labels
                                    + ",le=\"0.005\"}")
                    .contains(
                            "agentidp_http_request_duration_seconds_bucket{"
                                    + labels
                                    + ",le=\"2.5\"}")
                    .contains("# TYPE agentidp_db_query_duration_seconds histogram")
                    .contains("agentidp_db_query_duration_seconds_count{operation=\"select\"} 1")
                    .contains("# TYPE agentidp_redis_command_duration_seconds histogram")
                    .contains(
                            "agentidp_redis_command_duration_seconds_count{command=\"evalsha\"} 1");
        }
    }

    private static FinishedCall call(String path) {
        Route route = Route.post(path).access(Rules.open()).to(_ -> Response.noContent());
        return new FinishedCall(
                "identity",
                "req_1",
                "POST",
                "/api/v1/agents/a1b2/credentials/c3d4/rotate",
                Optional.of(route),
                Optional.empty(),
                "127.0.0.1",
                Optional.empty(),
                200,
                Optional.empty(),
                false,
                Instant.EPOCH,
                Duration.ofMillis(3));
    }
}
