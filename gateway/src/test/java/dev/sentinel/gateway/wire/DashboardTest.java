package dev.sentinel.gateway.wire;

import static dev.sentinel.gateway.wire.RunningGateway.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Contract studio §9 and §10. */
class DashboardTest {
    private static final String DASHBOARD =
            """
            version: 1
            dashboard:
              - { service: wrapped, path: /api/v1/wrapped/summary, fields: { documents: /documents } }
              - { service: wrapped, path: /api/v1/wrapped/count, fields: { chat.sessions: "" } }
              - { service: docs, path: /api/v1/docs/dead, fields: { agents.runs: /total } }
              - { service: risk, path: /v1/admin/config, fields: { thresholds: /thresholds } }
            """;

    @Test
    void dashboardIsMadeOfWhatTheServicesSayAndWhatTheyDoNot() throws Exception {
        try (RecordingUpstream upstream = summing();
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            gateway.rewrite(yaml -> yaml.replace("version: 1\n", DASHBOARD));
            String answer = client.send(request("GET /api/v1/dashboard")).readMessage();

            assertThat(answer)
                    .startsWith("HTTP/1.1 200 ")
                    .contains(
                            "{\"success\":true,\"message\":\"Operation completed\",\"error\":null")
                    .contains("\"documents\":{\"total\":12.50}")
                    .contains("\"chat\":{\"sessions\":3}")
                    .contains("\"agents\":{\"runs\":null}")
                    .contains("\"thresholds\":null", "\"partial\":true")
                    .contains("{\"service\":\"docs\",\"code\":\"UPSTREAM_ERROR\"}")
                    .contains("{\"service\":\"risk\",\"code\":\"INSUFFICIENT_PERMISSIONS\"}")
                    .contains("{\"name\":\"risk\",\"status\":\"unknown\"}")
                    .contains("\"generated_at\":\"");
            assertThat(upstream.everything())
                    .contains("X-User-Id: usr_alice", "GET /summary HTTP/1.1")
                    .doesNotContain("/v1/admin/config");

            String again = client.send(request("GET /api/v1/dashboard")).readMessage();
            assertThat(again).contains("\"partial\":true");
            assertThat(upstream.everything().split("GET /summary ", -1)).as("kept").hasSize(2);
        }
    }

    @Test
    void dashboardWithoutAnySourceThatAnswersIs503() throws Exception {
        RecordingUpstream gone = RecordingUpstream.ok();
        gone.close();
        try (RunningGateway gateway = new RunningGateway(gone.port());
                Bytes client = gateway.connect()) {
            gateway.rewrite(yaml -> yaml.replace("version: 1\n", DASHBOARD));
            assertThat(client.send(request("GET /api/v1/dashboard")).readMessage())
                    .startsWith("HTTP/1.1 503 ");
        }
    }

    /** The page waits two seconds and takes a MiB; what it does not get, others still may. */
    @Test
    void slowSourceAndLongOneAreLeftOutAndTheServiceGoesOn() throws Exception {
        String sources =
                """
                version: 1
                dashboard:
                  - { service: risk, path: /v1/cases/slow, fields: { slow: /n } }
                  - { service: risk, path: /v1/cases/long, fields: { long: /n } }
                  - { service: risk, path: /v1/cases/good, fields: { good: /n } }
                """;
        try (RecordingUpstream upstream = RecordingUpstream.serving(DashboardTest::slowOrLong);
                RunningGateway gateway =
                        new RunningGateway(upstream.port(), "breaker: { failures: 1 }");
                Bytes client = gateway.connect()) {
            gateway.rewrite(yaml -> yaml.replace("version: 1\n", sources));

            assertThat(client.send(request("GET /api/v1/dashboard")).readMessage())
                    .startsWith("HTTP/1.1 200 ")
                    .contains("\"slow\":null", "\"long\":null", "\"good\":7")
                    .contains("\"partial\":true")
                    .contains("{\"service\":\"risk\",\"code\":\"UPSTREAM_TIMEOUT\"}")
                    .contains("{\"service\":\"risk\",\"code\":\"UPSTREAM_BAD_RESPONSE\"}");
            assertThat(client.send(request("GET /v1/cases/good")).readMessage())
                    .as("one failure would have opened the breaker")
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    private static void slowOrLong(Bytes connection, int number) throws IOException {
        while (true) {
            String path = connection.readMessage().split(" ", 3)[1];
            String body = path.endsWith("long") ? " ".repeat(1 << 20) + "{}" : "{\"n\":7}";
            if (path.endsWith("slow")) {
                connection.readAll();
                return;
            }
            connection.send(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                            + body.length()
                            + "\r\n\r\n"
                            + body);
        }
    }

    @Test
    void discoveryTellsHowServicesAreAndNoAddress() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            assertThat(
                            client.send(request("GET /api/v1/discovery/services/risk/health"))
                                    .readMessage())
                    .startsWith("HTTP/1.1 200 ")
                    .contains("\"service\":\"risk\",\"status\":\"healthy\"")
                    .contains("\"http_status\":200", "\"source\":\"live\"")
                    .doesNotContain("127.0.0.1");
            assertThat(client.send(request("GET /api/v1/discovery/services")).readMessage())
                    .contains("\"service\":\"docs\"", "\"service\":\"wrapped\"");
            assertThat(
                            client.send(request("GET /api/v1/discovery/services/x/health"))
                                    .readMessage())
                    .startsWith("HTTP/1.1 404 ")
                    .contains("SERVICE_NOT_FOUND");
            client.send("GET /api/v1/discovery/services HTTP/1.1\r\nHost: g\r\n\r\n");
            assertThat(client.readMessage()).startsWith("HTTP/1.1 401 ");
        }
    }

    /** Contract studio §2: only where people develop. */
    @Test
    void gatewayDescribesItselfInDevelopmentOnly() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok()) {
            try (RunningGateway gateway =
                            new RunningGateway(upstream.port(), Map.of("ENVIRONMENT", "dev"));
                    Bytes client = gateway.connect()) {
                assertThat(client.send(request("GET /openapi.json")).readMessage())
                        .startsWith("HTTP/1.1 200 ")
                        .contains("\"openapi\":\"3.1.0\"", "\"/api/v1/wrapped/{rest}\":{");
                String page = client.send(request("GET /docs")).readMessage();
                assertThat(page).contains("<code>/v1/cases/{rest*}</code><td>role(analyst)");
                assertThat(Bytes.header(page, "Content-Security-Policy"))
                        .contains("style-src 'unsafe-inline'");
            }
            for (Map<String, String> production :
                    List.of(
                            Map.<String, String>of(),
                            Map.of("APP_ENV", "production", "ENVIRONMENT", "dev"))) {
                try (RunningGateway gateway = new RunningGateway(upstream.port(), production);
                        Bytes client = gateway.connect()) {
                    for (String path : List.of("/docs", "/openapi.json")) {
                        assertThat(client.send(request("GET " + path)).readMessage())
                                .startsWith("HTTP/1.1 404 ");
                    }
                }
            }
        }
    }

    /** Calls tell of a service's health before the next look does. */
    @Test
    void serviceWhoseCallsFailIsUnhealthyAtOnce() throws Exception {
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            String received = connection.readMessage();
                            if (received.startsWith("GET /health ")) {
                                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                            }
                        });
                RunningGateway gateway =
                        new RunningGateway(upstream.port(), "breaker: { failures: 1 }");
                Bytes client = gateway.connect()) {
            String question = request("GET /api/v1/discovery/services/risk/health");
            assertThat(client.send(question).readMessage()).contains("\"status\":\"healthy\"");
            client.send(request("POST /v1/cases", "Content-Length: 0")).readMessage();
            assertThat(client.send(question).readMessage()).contains("\"status\":\"unhealthy\"");
        }
    }

    private static RecordingUpstream summing() throws IOException {
        return RecordingUpstream.serving((connection, _) -> {
            while (true) {
                String received = connection.readMessage();
                String path = received.split(" ", 3)[1];
                String body =
                        switch (path) {
                            case "/summary" ->
                                    "{\"success\":true,\"message\":\"m\",\"error\":null,"
                                            + "\"result\":{\"documents\":{\"total\":12.50}}}";
                            case "/count" -> "3";
                            default -> "{}";
                        };
                int status = path.contains("dead") ? 500 : 200;
                connection.send(
                        "HTTP/1.1 "
                                + status
                                + " X\r\nContent-Type: application/json\r\nContent-Length: "
                                + body.length()
                                + "\r\n\r\n"
                                + body);
            }
        });
    }
}
