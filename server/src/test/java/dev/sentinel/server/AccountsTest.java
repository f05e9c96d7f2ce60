package dev.sentinel.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Accounts and browser sessions through the gateway of a whole process (contract studio.md 4, RFC
 * 10017).
 */
@Timeout(180)
final class AccountsTest {
    private static final String PASSWORD = "correct horse battery staple";
    private static final String ME = "/api/v1/auth/me";
    private static final String COOKIE = "__Host-Http-sentinel";
    private static final String CSRF = "X-Sentinel-CSRF";
    private static final AtomicInteger PEOPLE = new AtomicInteger();
    private static final LaterClock CLOCK = new LaterClock();

    @TempDir private static Path directory = Path.of("");

    private static final TestDatabase STORES = TestPostgres.fresh("audit", "identity", "risk");
    private static final Database DATABASE = STORES.open();
    private static final String REDIS = TestRedis.fresh();
    private static TestSentinel platform = new TestSentinel(Path.of(""), STORES, REDIS);

    /** A clock that is as much ahead as it is told. */
    private static final class LaterClock extends Clock {
        private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

        void jump(Duration further) {
            ahead.updateAndGet(before -> before.plus(further));
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead.get());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @BeforeAll
    static void start() throws InterruptedException {
        platform = new TestSentinel(directory, STORES, REDIS);
        platform.start(CLOCK);
    }

    @AfterAll
    static void close() {
        platform.close();
        DATABASE.close();
        STORES.close();
    }

    /** Somebody of the workspace acme. */
    private record Person(String id, String email) {
        static Person of(String role) throws IOException, InterruptedException {
            String email = "person" + PEOPLE.incrementAndGet() + "@acme.test";
            JsonNode made =
                    platform.json(
                            201,
                            post(
                                            "/api/v1/users",
                                            Map.of(
                                                    "full_name", "Some Person",
                                                    "email", email,
                                                    "password", PASSWORD,
                                                    "role", role))
                                    .header("Authorization", TestSentinel.ADMIN));
            return new Person(made.at("/result/user/id").asText(), email);
        }

        HttpRequest.Builder login() {
            return post("/api/v1/auth/login", Map.of("email", email, "password", PASSWORD));
        }

        /** The tokens that a script gets. */
        JsonNode tokens() throws IOException, InterruptedException {
            return platform.json(200, login()).path("result");
        }

        /** The cookie that a page gets. */
        String cookie() throws IOException, InterruptedException {
            HttpResponse<byte[]> answer =
                    platform.send(
                            login().header(CSRF, "1").header("Sec-Fetch-Site", "same-origin"));
            assertThat(answer.statusCode()).isEqualTo(200);
            String set = answer.headers().firstValue("Set-Cookie").orElseThrow();
            return set.substring(0, set.indexOf(';'));
        }
    }

    private static HttpRequest.Builder post(String path, Map<String, ?> body) {
        return platform.gateway(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Json.text(body)));
    }

    private static int status(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return platform.send(request).statusCode();
    }

    private static HttpRequest.Builder bearer(String path, String token) {
        return platform.gateway(path).header("Authorization", "Bearer " + token);
    }

    private static HttpRequest.Builder withCookie(String path, String cookie) {
        return platform.gateway(path).header("Cookie", cookie);
    }

    @Test
    void aScriptSignsInCallsRefreshesAndSignsOut() throws IOException, InterruptedException {
        JsonNode tokens = Person.of("analyst").tokens();
        String access = tokens.path("access_token").asText();

        assertThat(status(bearer("/v1/cases", access))).isEqualTo(200);
        assertThat(status(bearer("/v1/admin/config", access))).isEqualTo(403);
        JsonNode fresh =
                platform.json(
                                200,
                                bearer(
                                                "/api/v1/auth/refresh",
                                                tokens.path("refresh_token").asText())
                                        .POST(BodyPublishers.noBody()))
                        .path("result");
        String second = fresh.path("access_token").asText();
        JsonNode out =
                platform.json(
                        200, bearer("/api/v1/auth/logout", second).POST(BodyPublishers.noBody()));

        assertThat(out.path("message").asText()).isEqualTo("Logged out");
        await().untilAsserted(() -> assertThat(status(bearer("/v1/cases", second))).isEqualTo(401));
        assertThat(
                        status(
                                post(
                                        "/api/v1/auth/refresh",
                                        Map.of(
                                                "refresh_token",
                                                fresh.path("refresh_token").asText()))))
                .isEqualTo(401);
    }

    /** RFC 10017 section 6.1: the browser holds a cookie, the gateway the tokens. */
    @Test
    void aPageGetsACookieAndNeverAToken() throws IOException, InterruptedException {
        Person person = Person.of("analyst");

        HttpResponse<byte[]> answer = platform.send(person.login().header(CSRF, "1"));

        String body = new String(answer.body(), UTF_8);
        assertThat(body).doesNotContain("access_token").doesNotContain("refresh_token");
        assertThat(Json.tree(body).at("/result/user/id").asText()).isEqualTo(person.id());
        String set = answer.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(set)
                .startsWith(COOKIE + "=")
                .contains("; Path=/;", "; HttpOnly", "; SameSite=Strict", "; Secure")
                .contains("Max-Age=86400")
                .doesNotContain("Domain");
        String cookie = set.substring(0, set.indexOf(';'));
        assertThat(status(withCookie("/v1/cases", cookie))).isEqualTo(200);
        assertThat(platform.json(200, withCookie(ME, cookie)).at("/result/email").asText())
                .isEqualTo(person.email());
    }

    @Test
    void aCookieChangesNothingForAnotherSite() throws IOException, InterruptedException {
        String cookie = Person.of("admin").cookie();
        Map<String, String> body = Map.of("role", "viewer");
        String path = "/api/v1/users/usr_01890000-0000-7000-8000-000000000000/role";

        HttpResponse<byte[]> bare =
                platform.send(
                        withCookie(path, cookie)
                                .header("Content-Type", "application/json")
                                .method("PATCH", BodyPublishers.ofString(Json.text(body))));
        int crossSite = patch(path, body, cookie, "Sec-Fetch-Site", "cross-site");
        int sibling = patch(path, body, cookie, "Sec-Fetch-Site", "same-site");
        int foreign = patch(path, body, cookie, "Origin", "https://evil.example");
        int own = patch(path, body, cookie, "Sec-Fetch-Site", "same-origin");

        assertThat(bare.statusCode()).isEqualTo(403);
        assertThat(Json.read(bare.body()).path("code").asText()).isEqualTo("CSRF_CHECK_FAILED");
        assertThat(List.of(crossSite, sibling, foreign)).containsOnly(403);
        assertThat(own).isEqualTo(404);
    }

    private static int patch(
            String path, Map<String, ?> body, String cookie, String header, String value)
            throws IOException, InterruptedException {
        return status(
                withCookie(path, cookie)
                        .header("Content-Type", "application/json")
                        .header(CSRF, "1")
                        .header(header, value)
                        .method("PATCH", BodyPublishers.ofString(Json.text(body))));
    }

    @Test
    void aMadeUpOrDoubledCookieIsNobodys() throws IOException, InterruptedException {
        String cookie = Person.of("viewer").cookie();
        String madeUp = COOKIE + "=" + "A".repeat(64);

        assertThat(status(withCookie(ME, madeUp))).isEqualTo(401);
        assertThat(status(withCookie(ME, cookie + "; " + cookie))).isEqualTo(401);
    }

    @Test
    void signingOutEndsTheSessionAndDeletesTheCookie() throws IOException, InterruptedException {
        String cookie = Person.of("viewer").cookie();

        HttpResponse<byte[]> out =
                platform.send(
                        withCookie("/api/v1/auth/logout", cookie)
                                .header(CSRF, "1")
                                .POST(BodyPublishers.noBody()));

        assertThat(out.statusCode()).isEqualTo(200);
        assertThat(out.headers().firstValue("Set-Cookie").orElseThrow())
                .isEqualTo(COOKIE + "=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure");
        HttpResponse<byte[]> after = platform.send(withCookie(ME, cookie));
        assertThat(after.statusCode()).isEqualTo(401);
        assertThat(after.headers().firstValue("Set-Cookie").orElse("")).contains("Max-Age=0");
    }

    @Test
    void aChangeOfRoleEndsABrowsersSession() throws IOException, InterruptedException {
        Person person = Person.of("admin");
        String cookie = person.cookie();
        assertThat(status(withCookie("/api/v1/users", cookie))).isEqualTo(200);

        platform.json(
                200,
                platform.gateway("/api/v1/users/" + person.id() + "/role")
                        .header("Authorization", TestSentinel.ADMIN)
                        .header("Content-Type", "application/json")
                        .method("PATCH", BodyPublishers.ofString("{\"role\":\"viewer\"}")));

        await().untilAsserted(() ->
                assertThat(status(withCookie("/api/v1/users", cookie))).isEqualTo(401));
    }

    /** Whoever reads Redis finds neither a cookie nor a token. */
    @Test
    void redisHoldsNothingThatOpens() throws IOException, InterruptedException {
        String cookie = Person.of("viewer").cookie();
        RedisClient client = RedisClient.create(REDIS);
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            List<String> keys = connection.sync().keys("sentinel:session:*");

            assertThat(keys).isNotEmpty();
            assertThat(keys).noneMatch(key -> key.contains(cookie.substring(30)));
            assertThat(keys)
                    .allSatisfy(key ->
                            assertThat(connection.sync().get(key))
                                    .doesNotContain("access", "eyJ")
                                    .doesNotContain(cookie.substring(30)));
            assertThat(keys)
                    .allSatisfy(
                            key -> assertThat(connection.sync().ttl(key)).isBetween(1L, 86_400L));
        } finally {
            client.shutdown();
        }
    }

    @Test
    void aHundredRequestsOfAnExpiredSessionMakeOneRefresh() throws Exception {
        Person person = Person.of("analyst");
        String cookie = person.cookie();
        CLOCK.jump(Duration.ofMinutes(61));
        // Until the gateway has heard of revocations by the new time, it refuses every token.
        String other = newToken();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(status(bearer(ME, other))).isEqualTo(200));

        List<Integer> statuses = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                calls.add(() -> status(withCookie("/v1/cases", cookie)));
            }
            for (Future<Integer> call : threads.invokeAll(calls)) {
                statuses.add(call.get());
            }
        }

        assertThat(statuses).hasSize(100).containsOnly(200);
        assertThat(refreshTokens(person)).isEqualTo(2);
    }

    /** The second gateway has never seen the session, and the first has it in memory. */
    @Test
    void aHundredRequestsAtTwoGatewaysMakeOneRefresh() throws Exception {
        String identity = platform.environment().getOrDefault("IDENTITY_PORT", "");
        try (TestSentinel second =
                new TestSentinel(
                        directory,
                        STORES,
                        REDIS,
                        Map.of(
                                "SENTINEL_ROLES",
                                "gateway",
                                "IDENTITY_URL",
                                "http://127.0.0.1:" + identity,
                                "ISSUER_URL",
                                "http://localhost:" + identity))) {
            second.start(CLOCK);
            Person person = Person.of("analyst");
            String cookie = person.cookie();
            CLOCK.jump(Duration.ofMinutes(61));
            String other = newToken();
            for (TestSentinel gateway : List.of(platform, second)) {
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() ->
                                assertThat(status(at(gateway, "Authorization", "Bearer " + other)))
                                        .isEqualTo(200));
            }

            List<Integer> statuses = new ArrayList<>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Callable<Integer>> calls = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    TestSentinel gateway = i % 2 == 0 ? platform : second;
                    calls.add(() -> status(at(gateway, "Cookie", cookie)));
                }
                for (Future<Integer> call : threads.invokeAll(calls)) {
                    statuses.add(call.get());
                }
            }

            assertThat(statuses).hasSize(100).containsOnly(200);
            assertThat(refreshTokens(person)).isEqualTo(2);
        }
    }

    private static HttpRequest.Builder at(TestSentinel gateway, String header, String value) {
        return gateway.gateway(ME).header(header, value);
    }

    /** Identity itself needs a moment to read its keys by the new time. */
    private static String newToken() throws IOException, InterruptedException {
        Person someone = Person.of("viewer");
        AtomicReference<String> token = new AtomicReference<>("");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> {
                    HttpResponse<byte[]> answer = platform.send(someone.login());
                    token.set(Json.read(answer.body()).at("/result/access_token").asText());
                    return answer.statusCode() == 200;
                });
        return token.get();
    }

    private static long refreshTokens(Person person) {
        return DATABASE.read(tx ->
                        tx.one(
                                row -> row.getLong(1),
                                """
                                SELECT count(*)
                                  FROM identity.refresh_token
                                  JOIN identity.session USING (session_id)
                                 WHERE person_id = ?::uuid
                                """,
                                person.id().substring(4)))
                .orElseThrow();
    }

    @Test
    void auditAndUsersComeInTheEnvelope() throws IOException, InterruptedException {
        JsonNode tokens = Person.of("admin").tokens();
        String access = tokens.path("access_token").asText();

        JsonNode audit = platform.json(200, bearer("/api/v1/audit?limit=2", access));
        JsonNode users = platform.json(200, bearer("/api/v1/users?limit=1", access));
        HttpResponse<byte[]> refused = platform.send(bearer("/api/v1/audit?limit=0", access));

        assertThat(audit.path("success").asBoolean()).isTrue();
        assertThat(audit.at("/result/data").size()).isEqualTo(2);
        assertThat(users.at("/result/data").size()).isEqualTo(1);
        assertThat(Json.read(refused.body()).path("code").asText()).isEqualTo("VALIDATION_ERROR");
        assertThat(refused.statusCode()).isEqualTo(400);
        // Contract studio.md 12: each of these is a call.
        await().untilAsserted(() ->
                assertThat(
                                platform.json(
                                                200,
                                                bearer("/api/v1/audit?action=api.called", access))
                                        .toString())
                        .contains("/api/v1/users", "/api/v1/audit"));
    }
}
