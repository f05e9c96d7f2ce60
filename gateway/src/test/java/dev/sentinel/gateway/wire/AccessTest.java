package dev.sentinel.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is refused is refused here: the service hears nothing of it (contract studio §5, §7.2).
 * Targets and methods that nobody may ask for are in {@link CorpusTest}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessTest {
    private RecordingUpstream upstream;
    private RunningGateway gateway;

    @BeforeAll
    void start() throws IOException {
        upstream = RecordingUpstream.ok();
        gateway = new RunningGateway(upstream.port());
    }

    @AfterAll
    void stop() throws IOException {
        gateway.close();
        upstream.close();
    }

    @ParameterizedTest(name = "{0} {1} as {2} is {3}")
    @CsvSource({
        "GET, /v1/cases, nobody, 401",
        "GET, /v1/cases, mallory, 401",
        "GET, /v1/cases, vera, 403",
        "GET, /v1/cases, bot, 403",
        "PUT, /v1/admin/config, alice, 403",
        "GET, /v1/unknown, alice, 404",
        "GET, /v1/risk/score, alice, 405",
        "DELETE, /v1/admin/config, alice, 405",
        "POST, /api/v1/docs/x, vera, 403"
    })
    void refusedWithoutContact(String method, String path, String who, int status)
            throws Exception {
        try (Bytes client = gateway.connect()) {
            String auth = who.equals("nobody") ? "X: y" : "Authorization: Bearer " + who;
            client.send(method + ' ' + path + " HTTP/1.1\r\nHost: g\r\n" + auth + "\r\n\r\n");

            String answer = client.readMessage();
            assertThat(Bytes.status(answer)).as(answer).isEqualTo(status);
            assertThat(Bytes.header(answer, "X-Request-ID")).isNotEmpty();
            if (status == 405) {
                assertThat(Bytes.header(answer, "Allow")).isNotEmpty();
            }
            if (status == 401) {
                assertThat(Bytes.header(answer, "WWW-Authenticate")).startsWith("Bearer");
            }
        }
        assertThat(upstream.everything()).doesNotContain(path);
    }

    @Test
    void agentWithTheScopeReachesTheServiceAsItself() throws Exception {
        try (Bytes client = gateway.connect()) {
            client.send(
                    "POST /v1/risk/score HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer bot\r\n"
                            + "Content-Length: 2\r\n\r\n{}");

            assertThat(client.readMessage()).startsWith("HTTP/1.1 200 ").endsWith("ok");
        }
        String received = upstream.nextRequest();
        assertThat(Bytes.header(received, "X-User-Id")).isEqualTo("agt_invoice");
        assertThat(Bytes.header(received, "X-Principal-Kind")).isEqualTo("agent");
        assertThat(Bytes.header(received, "X-Scopes")).isEqualTo("risk:score");
        assertThat(Bytes.header(received, "X-Acted-For")).isEqualTo("usr_alice");
        assertThat(Bytes.header(received, "X-Tenant-Id")).isEqualTo("wsp_acme");
    }
}
