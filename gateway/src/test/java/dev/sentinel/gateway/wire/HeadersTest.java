package dev.sentinel.gateway.wire;

import static dev.sentinel.gateway.wire.RunningGateway.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract studio §7.3 and §7.4; RFC 9110 §7.6.1. */
class HeadersTest {
    @Test
    void serviceSeesTheGatewaysCredentialAndTheCallersIdentityOnly() throws Exception {
        String received =
                forwarded(
                        request(
                                "GET /v1/cases/a%20b?x=1&x=2&y=%2F%2e",
                                "Cookie: __Host-session=secret",
                                "X-User-Id: root",
                                "X_User_Id: root",
                                "x.user.id: root",
                                "X-User-Role: owner",
                                "X-USER-ROLE_: owner",
                                "X-Tenant-Id: other",
                                "X-Scopes: admin",
                                "X-Forwarded-For: 6.6.6.6",
                                "Forwarded: for=6.6.6.6",
                                "X-Request-ID: req-12345678",
                                "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                                "Accept: text/plain",
                                "Accept-Language: de",
                                "Accept-Language: en",
                                "If-None-Match: \"x\""));

        assertThat(received).startsWith("GET /v1/cases/a%20b?x=1&x=2&y=%2F%2e HTTP/1.1\r\n");
        assertThat(received)
                .doesNotContain("root", "owner", "secret", "6.6.6.6", "Bearer", "other");
        assertThat(Bytes.header(received, "Authorization")).isEqualTo(RunningGateway.CREDENTIAL);
        assertThat(Bytes.header(received, "X-User-Id")).isEqualTo("usr_alice");
        assertThat(Bytes.header(received, "X-User-Role")).isEqualTo("analyst");
        assertThat(Bytes.header(received, "X-Tenant-Id")).isEqualTo("wsp_acme");
        assertThat(Bytes.header(received, "X-Principal-Kind")).isEqualTo("person");
        assertThat(Bytes.header(received, "X-Forwarded-For")).isEqualTo("127.0.0.1");
        assertThat(Bytes.header(received, "X-Forwarded-Host")).isEqualTo("gateway.example");
        assertThat(Bytes.header(received, "X-Request-ID")).isEqualTo("req-12345678");
        assertThat(Bytes.header(received, "traceparent"))
                .startsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-")
                .doesNotContain("00f067aa0ba902b7");
        assertThat(Bytes.header(received, "Host")).startsWith("127.0.0.1:");
        assertThat(Bytes.header(received, "Accept-Language")).isEqualTo("de,en");
        assertThat(Bytes.header(received, "If-None-Match")).isEqualTo("\"x\"");
    }

    @Test
    void requestOnAnOpenRouteCarriesNobodysIdentity() throws Exception {
        String received = forwarded(request("GET /healthz", "X-User-Id: root"));

        assertThat(received.toLowerCase(java.util.Locale.ROOT))
                .doesNotContain("x-user-id", "x-tenant-id", "bearer");
        assertThat(Bytes.header(received, "Authorization")).isEqualTo(RunningGateway.CREDENTIAL);
    }

    @Test
    void userCredentialsStayBehindAlsoWhenTheServiceHasNone() throws Exception {
        String received = forwarded(request("GET /api/v1/docs/a/b/"));

        assertThat(received).startsWith("GET /base/v9/a/b/ HTTP/1.1\r\n");
        assertThat(Bytes.header(received, "Authorization")).isEmpty();
    }

    @Test
    void hopByHopHeadersAndThoseNamedByConnectionStayBehind() throws Exception {
        String received =
                forwarded(
                        request(
                                "GET /v1/cases",
                                "Connection: keep-alive, Foo",
                                "Foo: bar",
                                "Keep-Alive: timeout=5",
                                "TE: trailers",
                                "Proxy-Authorization: Basic eA==",
                                "Upgrade: h2c",
                                "HTTP2-Settings: AAMAAABkAAQAAP__",
                                "Kept: yes"));

        assertThat(names(received))
                .doesNotContain("connection", "foo", "keep-alive", "te", "proxy-authorization")
                .doesNotContain("upgrade", "http2-settings", "transfer-encoding")
                .contains("kept");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization",
                "cookie",
                "X-User-Id",
                "Content-Length",
                "X_User_Id",
                "Host"
            })
    void connectionThatNamesWhatMustArriveIsRefused(String name) throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            client.send(request("GET /v1/cases", "Connection: close, " + name));

            assertThat(client.readMessage()).startsWith("HTTP/1.1 400 ");
            assertThat(upstream.everything()).isEmpty();
        }
    }

    @Test
    void answerLosesWhatIsBetweenServiceAndGateway() throws Exception {
        String answer =
                answered(
                        Bytes.lines(
                                "HTTP/1.1 200 OK",
                                "Connection: keep-alive, Bar",
                                "Bar: baz",
                                "Keep-Alive: timeout=9",
                                "Set-Cookie: a=b",
                                "Server: secret/1",
                                "X-Powered-By: x",
                                "Proxy-Authenticate: Basic",
                                "Access-Control-Allow-Origin: *",
                                "X-Request-ID: theirs",
                                "ETag: \"v1\"",
                                "Cache-Control: max-age=5",
                                "Content-Type: application/json",
                                "Content-Length: 4",
                                "",
                                "1.10"));

        assertThat(names(answer))
                .doesNotContain("connection", "bar", "keep-alive", "set-cookie", "server")
                .doesNotContain(
                        "x-powered-by", "proxy-authenticate", "access-control-allow-origin");
        assertThat(Bytes.header(answer, "ETag")).isEqualTo("\"v1\"");
        assertThat(Bytes.header(answer, "Cache-Control")).isEqualTo("max-age=5");
        assertThat(Bytes.header(answer, "X-Request-ID")).isNotEqualTo("theirs").isNotEmpty();
        assertThat(answer).endsWith("\r\n\r\n1.10");
    }

    @Test
    void chunkedAnswerIsFramedAnew() throws Exception {
        String answer =
                answered(
                        Bytes.lines(
                                "HTTP/1.1 200 OK",
                                "Transfer-Encoding: chunked",
                                "",
                                "3;x=y",
                                "abc",
                                "0",
                                "X-Trailer: t",
                                "",
                                ""));

        assertThat(Bytes.header(answer, "Transfer-Encoding")).isEqualTo("chunked");
        assertThat(answer)
                .doesNotContain("x=y", "X-Trailer")
                .endsWith("\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
    }

    @Test
    void locationInsideTheServiceBecomesPublicAndOthersAreNotFollowed() throws Exception {
        assertThat(Bytes.header(answered(redirect("/v1/cases/7?x=1")), "Location"))
                .isEqualTo("/v1/cases/7?x=1");
        for (String elsewhere : List.of("http://evil.example/", "//evil.example/", "relative")) {
            String answer = answered(redirect(elsewhere));
            assertThat(answer).as(elsewhere).startsWith("HTTP/1.1 502 ");
            assertThat(answer).doesNotContain("evil", "127.0.0.1");
        }
    }

    /** RFC 9110 §10.2.2: where the new resource is, below the public prefix of its service. */
    @Test
    void placeOfWhatWasCreatedBecomesPublic() throws Exception {
        String made = redirect("/base/v9/jobs/7").replace("302 Found", "201 Created");
        try (RecordingUpstream upstream = RecordingUpstream.answering(made);
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            String answer =
                    client.send(request("POST /api/v1/docs/jobs", "Content-Length: 0"))
                            .readMessage();
            assertThat(answer).startsWith("HTTP/1.1 201 ");
            assertThat(Bytes.header(answer, "Location")).isEqualTo("/api/v1/docs/jobs/7");
        }
        for (String status : List.of("201 Created", "202 Accepted")) {
            String answer =
                    answered(redirect("http://evil.example/7").replace("302 Found", status));
            assertThat(answer)
                    .startsWith(status.startsWith("201") ? "HTTP/1.1 502 " : "HTTP/1.1 202 ");
            assertThat(answer).doesNotContain("evil");
        }
    }

    private static String redirect(String location) {
        return "HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n";
    }

    private static String forwarded(String request) throws IOException, InterruptedException {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            assertThat(client.send(request).readMessage()).startsWith("HTTP/1.1 200 ");
            return upstream.nextRequest();
        }
    }

    private static String answered(String answer) throws IOException {
        try (RecordingUpstream upstream = RecordingUpstream.answering(answer);
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            return client.send(request("GET /v1/cases")).readMessage();
        }
    }

    private static List<String> names(String message) {
        String head = message.substring(0, message.indexOf("\r\n\r\n"));
        return Arrays.stream(head.split("\r\n", -1))
                .skip(1)
                .map(line ->
                        line.substring(0, line.indexOf(':')).toLowerCase(java.util.Locale.ROOT))
                .toList();
    }
}
