package dev.sentinel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.base.json.Json;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
import dev.sentinel.gateway.selftest.Conversation;
import dev.sentinel.gateway.selftest.Conversation.Answer;
import dev.sentinel.web.Route;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * RFC 10017 section 6.1.3.3 at every place where something is mounted: what changes something asks
 * a session cookie for the header that no other site can set, and for the browser's word. The
 * places are those that the running gateway serves: whoever mounts another one is tested here
 * unasked.
 */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CookieOnEveryRouteTest {
    private static final List<String> UNSAFE = List.of("POST", "PUT", "PATCH", "DELETE");
    private static final String PASSWORD = "correct horse battery staple";
    private static final String EMAIL = "ada@acme.test";
    private static final String HEADER = "X-Sentinel-CSRF: 1";
    private static final String[] SOCKET = {
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    };

    private final TestDatabase stores = TestPostgres.fresh("audit", "identity", "risk");
    private TestSentinel platform = new TestSentinel(Path.of(""), stores, TestRedis.fresh());

    @BeforeAll
    void start(@TempDir Path directory) throws IOException, InterruptedException {
        platform = new TestSentinel(directory, stores, TestRedis.fresh());
        platform.start();
        platform.json(
                201,
                platform.gateway("/api/v1/users")
                        .header("Authorization", TestSentinel.ADMIN)
                        .header("Content-Type", "application/json")
                        .POST(
                                BodyPublishers.ofString(
                                        Json.text(
                                                Map.of(
                                                        "full_name",
                                                        "Ada",
                                                        "email",
                                                        EMAIL,
                                                        "password",
                                                        PASSWORD,
                                                        "role",
                                                        "admin")))));
    }

    @AfterAll
    void close() {
        platform.close();
        stores.close();
    }

    @Test
    void everyChangeAsksWhereTheRequestComesFrom() throws Exception {
        String cookie = cookie();
        List<String> passed = new ArrayList<>();
        List<String> checked = new ArrayList<>();
        for (Route route : guarded()) {
            for (String method : UNSAFE) {
                if (!route.method().equals(method) && !route.method().equals(Route.ANY)) {
                    continue;
                }
                String place = method + " " + route.path();
                checked.add(place);
                for (List<String> foreign :
                        List.of(
                                List.<String>of(),
                                List.of("Sec-Fetch-Site: same-origin"),
                                List.of(HEADER, "Sec-Fetch-Site: cross-site"),
                                List.of(HEADER, "Sec-Fetch-Site: same-site"),
                                List.of(HEADER, "Origin: https://evil.example"),
                                List.of(HEADER, "Origin: null"))) {
                    Answer answer = ask(method, route, cookie, foreign.toArray(String[]::new));
                    if (answer.status() != 403 || !isCrossSite(answer)) {
                        passed.add(place + " with " + foreign + ": " + answer.status());
                    }
                }
            }
        }

        assertThat(passed).isEmpty();
        assertThat(checked)
                .hasSizeGreaterThan(40)
                .contains(
                        "POST /api/v1/nexus/upload",
                        "DELETE /api/v1/zen/{rest*}",
                        "POST /api/v1/zen",
                        "POST /v1/risk/score",
                        "PATCH /api/v1/users/{userId}/role",
                        "POST /api/v1/auth/logout-all");
    }

    /** Else the one above could hold because nobody gets anywhere. */
    @Test
    void ourOwnPagesGetEverywhere() throws Exception {
        String cookie = cookie();
        for (Route route : guarded()) {
            if (UNSAFE.contains(route.method())) {
                Answer answer =
                        ask(route.method(), route, cookie, HEADER, "Sec-Fetch-Site: same-origin");

                assertThat(isCrossSite(answer)).as(route.path()).isFalse();
                assertThat(answer.status()).as(route.path()).isNotZero().isNotEqualTo(401);
                cookie = route.path().contains("/auth/") ? cookie() : cookie;
            }
        }
    }

    /** RFC 6455 section 10.2: a page of any site may try to open one. */
    @Test
    void noOtherSiteOpensAWebSocketAnywhere() throws Exception {
        String cookie = cookie();
        List<String> passed = new ArrayList<>();
        int checked = 0;
        for (Route route : guarded()) {
            if (!route.method().equals("GET") && !route.method().equals(Route.ANY)) {
                continue;
            }
            for (String foreign :
                    List.of(
                            "X-Nothing: said",
                            "Sec-Fetch-Site: cross-site",
                            "Origin: https://evil.example")) {
                String[] headers = new String[SOCKET.length + 1];
                System.arraycopy(SOCKET, 0, headers, 0, SOCKET.length);
                headers[SOCKET.length] = foreign;
                Answer answer = ask("GET", route, cookie, headers);
                checked++;
                if (answer.status() != 403 || !isCrossSite(answer)) {
                    passed.add(route.path() + " with " + foreign + ": " + answer.status());
                }
            }
        }

        assertThat(passed).isEmpty();
        assertThat(checked).isGreaterThan(60);
    }

    /** An open route does nothing in the name of a cookie. */
    @Test
    void openRoutesDoNothingForACookie() throws Exception {
        String cookie = cookie();
        for (Route route : platform.gatewayRoutes().routes()) {
            if (route.rule().isOpen() && UNSAFE.contains(route.method())) {
                Answer answer = ask(route.method(), route, cookie, "Sec-Fetch-Site: cross-site");

                assertThat(answer.status()).as(route.path()).isBetween(400, 499);
            }
        }
        assertThat(
                        platform.send(platform.gateway("/api/v1/auth/me").header("Cookie", cookie))
                                .statusCode())
                .isEqualTo(200);
    }

    private List<Route> guarded() {
        return platform.gatewayRoutes().routes().stream()
                .filter(route -> !route.rule().isOpen())
                .toList();
    }

    private Answer ask(String method, Route route, String cookie, String... headers)
            throws IOException {
        String path = route.path().replaceAll("\\{[^}]*}", "some-id");
        String body = UNSAFE.contains(method) ? "Content-Length: 0\r\n" : "";
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        Conversation held =
                Conversation.hold(
                        URI.create("http://127.0.0.1:" + platform.gatewayPort()),
                        method
                                + " "
                                + path
                                + " HTTP/1.1\r\nHost: gateway.example\r\nCookie: "
                                + cookie
                                + "\r\n"
                                + body
                                + more
                                + "\r\n",
                        1);
        return held.answers().isEmpty() ? new Answer(0, "") : held.answers().getFirst();
    }

    private static boolean isCrossSite(Answer answer) {
        return answer.body().toLowerCase(Locale.ROOT).contains("csrf_check_failed");
    }

    private String cookie() throws IOException, InterruptedException {
        HttpResponse<byte[]> answer =
                platform.send(
                        platform.gateway("/api/v1/auth/login")
                                .header("Content-Type", "application/json")
                                .header("X-Sentinel-CSRF", "1")
                                .POST(
                                        BodyPublishers.ofString(
                                                Json.text(
                                                        Map.of(
                                                                "email",
                                                                EMAIL,
                                                                "password",
                                                                PASSWORD)))));
        assertThat(answer.statusCode()).isEqualTo(200);
        String set = answer.headers().firstValue("Set-Cookie").orElseThrow();
        return set.substring(0, set.indexOf(';'));
    }
}
