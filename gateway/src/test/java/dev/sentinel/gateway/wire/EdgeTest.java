package dev.sentinel.gateway.wire;

import static dev.sentinel.gateway.wire.RunningGateway.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What browsers are told and whose word counts (contract studio §8, §11). */
class EdgeTest {
    private static final Map<String, String> PROD =
            Map.of(
                    "ENVIRONMENT", "prod",
                    "CORS_ALLOW_ORIGINS", "[\"https://app.example\", \"https://two.example:8443\"]",
                    "TRUSTED_PROXIES", "127.0.0.0/8, 10.0.0.0/8, fd00::/8");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/cases/x",
                "GET /v1/nothing",
                "GET /health",
                "GET /api/v1/wrapped/x"
            })
    void everyAnswerIsHardened(String line) throws Exception {
        try (RecordingUpstream upstream =
                        RecordingUpstream.answering(
                                Bytes.lines(
                                        "HTTP/1.1 200 OK",
                                        "Content-Length: 2",
                                        "Content-Type: application/json",
                                        "X-Frame-Options: ALLOWALL",
                                        "Strict-Transport-Security: max-age=0",
                                        "X-Accel-Redirect: /etc/passwd",
                                        "Access-Control-Allow-Origin: *",
                                        "",
                                        "{}"));
                RunningGateway gateway = new RunningGateway(upstream.port(), PROD);
                Bytes client = gateway.connect()) {
            String answer = client.send(request(line, "X-Forwarded-Proto: https")).readMessage();

            assertThat(Bytes.header(answer, "X-Frame-Options")).isEqualTo("DENY");
            assertThat(Bytes.header(answer, "Strict-Transport-Security"))
                    .isEqualTo("max-age=31536000; includeSubDomains");
            assertThat(Bytes.header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(Bytes.header(answer, "Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(Bytes.header(answer, "Content-Security-Policy"))
                    .isEqualTo("default-src 'none'; frame-ancestors 'none'");
            assertThat(Bytes.header(answer, "Access-Control-Allow-Origin")).isEmpty();
            assertThat(Bytes.header(answer, "X-Accel-Redirect")).isEmpty();
            assertThat(Bytes.header(answer, "X-Request-ID")).isNotEmpty();
        }
    }

    /** RFC 6797 section 7.2: not over plain HTTP, whatever a stranger says of it. */
    @ParameterizedTest(name = "trusting {0}, {1}: {2}")
    @CsvSource({
        "127.0.0.0/8, X-Forwarded-Proto: https, true",
        "127.0.0.0/8, X-Forwarded-Proto: http, false",
        "127.0.0.0/8, X-Other: https, false",
        "10.0.0.0/8, X-Forwarded-Proto: https, false"
    })
    void browsersAreToldToStayWithTlsOnlyOverTls(String proxies, String header, boolean told)
            throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway =
                        new RunningGateway(
                                upstream.port(),
                                Map.of("ENVIRONMENT", "prod", "TRUSTED_PROXIES", proxies));
                Bytes client = gateway.connect()) {
            for (String line : List.of("GET /v1/cases/x", "GET /v1/nothing")) {
                String answer = client.send(request(line, header)).readMessage();
                assertThat(Bytes.header(answer, "Strict-Transport-Security"))
                        .isEqualTo(told ? "max-age=31536000; includeSubDomains" : "");
            }
        }
    }

    /** Contract studio §3.2, in production, too. */
    @Test
    void aRefusalLinksToWhatItsCodeMeans() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(upstream.port(), PROD);
                Bytes client = gateway.connect()) {
            String refusal = client.send(request("GET /nothing")).readMessage();
            String link = refusal.replaceFirst("(?s).*\"documentation_url\":\"([^\"]*)\".*", "$1");
            String[] parts = link.split("#", 2);

            String page = client.send(request("GET " + parts[0])).readMessage();

            assertThat(page).startsWith("HTTP/1.1 200 ").contains("id=\"" + parts[1] + "\"");
        }
    }

    @ParameterizedTest(name = "{0} may call: {1}")
    @CsvSource({
        "https://app.example, true",
        "https://two.example:8443, true",
        "https://app.example.evil.example, false",
        "https://evilapp.example, false",
        "http://app.example, false",
        "https://app.example:443, false",
        "https://APP.example, false",
        "null, false"
    })
    void originsAreComparedExactly(String origin, boolean allowed) throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(upstream.port(), PROD);
                Bytes client = gateway.connect()) {
            String answer =
                    client.send(request("GET /v1/cases/x", "Origin: " + origin)).readMessage();
            assertThat(Bytes.header(answer, "Access-Control-Allow-Origin"))
                    .isEqualTo(allowed ? origin : "");
            assertThat(Bytes.header(answer, "Vary")).contains("origin");

            String preflight =
                    client.send(
                                    "OPTIONS /v1/anything HTTP/1.1\r\nHost: g\r\nOrigin: "
                                            + origin
                                            + "\r\nAccess-Control-Request-Method: POST\r\n\r\n")
                            .readMessage();
            assertThat(Bytes.status(preflight)).isEqualTo(allowed ? 204 : 403);
            assertThat(Bytes.header(preflight, "Access-Control-Max-Age"))
                    .isEqualTo(allowed ? "600" : "");
            assertThat(Bytes.header(preflight, "Access-Control-Allow-Credentials"))
                    .isEqualTo(allowed ? "true" : "");
            assertThat(upstream.everything()).doesNotContain("OPTIONS");
        }
    }

    /** The right-most hop that is not a proxy of ours; all left of it may be the client's fancy. */
    @ParameterizedTest(name = "X-Forwarded-For: {0} is {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.7|203.0.113.7",
                "1.1.1.1, 203.0.113.7|203.0.113.7",
                "1.1.1.1, 203.0.113.7, 10.2.3.4|203.0.113.7",
                "203.0.113.7, fd00::1|203.0.113.7",
                "203.0.113.7, nonsense, 10.2.3.4|10.2.3.4",
                "2001:db8::7|2001:db8::7",
                "10.1.1.1|10.1.1.1"
            })
    void clientIsFoundBehindTrustedProxies(String forwarded, String address) throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(upstream.port(), PROD);
                Bytes client = gateway.connect()) {
            client.send(
                            request(
                                    "GET /v1/cases/x",
                                    "X-Forwarded-For: " + forwarded,
                                    "X-Forwarded-Proto: https"))
                    .readMessage();

            String received = upstream.nextRequest();
            assertThat(Bytes.header(received, "X-Forwarded-For")).isEqualTo(address);
            assertThat(Bytes.header(received, "X-Forwarded-Proto")).isEqualTo("https");
        }
    }

    @Test
    void strangersWordCountsForNothing() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            client.send(
                            request(
                                    "GET /v1/cases/x",
                                    "X-Forwarded-For: 203.0.113.7",
                                    "X-Forwarded-Proto: https"))
                    .readMessage();

            String received = upstream.nextRequest();
            assertThat(Bytes.header(received, "X-Forwarded-For")).isEqualTo("127.0.0.1");
            assertThat(Bytes.header(received, "X-Forwarded-Proto")).isEqualTo("http");
        }
    }

    /** Contract studio §5. */
    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "/api/v1/wrapped/of/wsp_acme/things, 200",
        "/api/v1/wrapped/of/wsp_other/things, 403",
        "/api/v1/wrapped/x?tenant_id=wsp_acme&b=c, 200",
        "/api/v1/wrapped/x?b=c&tenant_id=wsp_other, 403",
        "/api/v1/wrapped/x?tenant_id=wsp_acme&tenant_id=wsp_other, 403",
        "/api/v1/wrapped/x?TenantId=wsp_other, 403",
        "/api/v1/wrapped/x?%74enant%5fid=wsp_other, 403",
        "/api/v1/wrapped/x?workspace_id=, 403",
        "/api/v1/wrapped/x?q=tenant_id, 200"
    })
    void foreignTenantsAreOutOfReach(String target, int status) throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            String answer = client.send(request("GET " + target)).readMessage();
            assertThat(Bytes.status(answer)).as(answer).isEqualTo(status);
            if (status == 403) {
                assertThat(answer).contains("\"code\":\"TENANT_ISOLATION\"");
                assertThat(upstream.everything()).isEmpty();
            }
        }
    }

    @Test
    void writesCanBeSwitchedOffWhileReadingGoesOn() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            gateway.rewrite(
                    yaml -> yaml.replace("version: 1", "version: 1\nwrite_disabled: wsp_acme"));
            assertThat(client.send(request("GET /api/v1/wrapped/x")).readMessage())
                    .startsWith("HTTP/1.1 200 ");
            assertThat(
                            client.send(request("POST /api/v1/wrapped/x", "Content-Length: 0"))
                                    .readMessage())
                    .startsWith("HTTP/1.1 403 ")
                    .contains("\"code\":\"WRITE_DISABLED\"");

            gateway.rewrite(
                    yaml -> yaml.replace("write_disabled: wsp_acme", "write_disabled: wsp_b"));
            assertThat(
                            client.send(request("POST /api/v1/wrapped/x", "Content-Length: 0"))
                                    .readMessage())
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    /** Contract studio §12: a document that was read, and one that was exported. */
    @Test
    void documentsLeaveAnEventOfTheirOwn() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            client.send(request("GET /api/v1/wrapped/documents/doc_7?q=private")).readMessage();
            client.send(request("GET /api/v1/wrapped/export/job_9/excel")).readMessage();

            assertThat(gateway.committed.poll().toString())
                    .contains("data.exported", "export_format=excel", "[job_9]");
            assertThat(next(gateway)).contains("api.called");
            assertThat(next(gateway))
                    .contains("data.accessed", "document", "doc_7", "action=read")
                    .doesNotContain("private");
            assertThat(next(gateway)).contains("api.called");
        }
    }

    /** Contract studio §12: an export is written before the answer is sent. */
    @Test
    void whatCannotBeRecordedIsNotExported() throws Exception {
        try (RecordingUpstream upstream =
                        RecordingUpstream.answering(
                                "HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: 6\r\n\r\nsecret");
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            gateway.auditCommits = false;
            String refused =
                    client.send(request("GET /api/v1/wrapped/export/job_9/excel")).readMessage();
            assertThat(refused)
                    .startsWith("HTTP/1.1 503 ")
                    .contains("calls cannot be audited now")
                    .doesNotContain("secret");

            gateway.auditCommits = true;
            assertThat(client.send(request("GET /api/v1/wrapped/export/job_9/excel")).readMessage())
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("secret");
            assertThat(gateway.committed).hasSize(1);
        }
    }

    /** A name of 29 Chinese characters is longer than the id of a target may be. */
    @Test
    void documentWithALongNameIsRecordedAndSoAreThoseAfterIt() throws Exception {
        String name = "%E6%96%87".repeat(29);
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            client.send(request("GET /api/v1/wrapped/documents/" + name)).readMessage();
            assertThat(next(gateway)).contains("api.called");
            assertThat(next(gateway)).contains("data.accessed", name.substring(0, 256));

            client.send(request("GET /api/v1/wrapped/documents/doc_7")).readMessage();
            assertThat(next(gateway)).contains("api.called");
            assertThat(next(gateway)).contains("data.accessed", "doc_7");
        }
    }

    private static String next(RunningGateway gateway) throws InterruptedException {
        return String.valueOf(gateway.audited.poll(10, TimeUnit.SECONDS));
    }
}
