package dev.sentinel.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.config.Settings;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
import dev.sentinel.gateway.selftest.Conversation;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What reaches identity through the gateway, and what does not (contract studio.md 4, 12). */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AccountEdgesTest {
    private static final String PASSWORD = "correct horse battery staple";
    private static final String COOKIE = "__Host-Http-sentinel";
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private final TestDatabase stores = TestPostgres.fresh("audit", "identity", "risk");
    private TestSentinel platform = new TestSentinel(Path.of(""), stores, TestRedis.fresh());

    @BeforeAll
    void start(@TempDir Path directory) throws InterruptedException {
        platform = new TestSentinel(directory, stores, TestRedis.fresh());
        platform.start();
    }

    @AfterAll
    void close() {
        platform.close();
        stores.close();
    }

    /** Identity's export has no end; here it would be gathered in memory. */
    @Test
    void anEventIsAskedForByItsIdAlone() throws IOException, InterruptedException {
        hasPerson();
        JsonNode events = platform.json(200, get("/api/v1/audit?limit=1")).at("/result/data");
        String id = events.get(0).path("eventId").asText();

        JsonNode export = platform.json(404, get("/api/v1/audit/export"));

        assertThat(export.path("code").asText()).isEqualTo("AUDIT_EVENT_NOT_FOUND");
        platform.json(404, get("/api/v1/audit/export?format=csv"));
        platform.json(404, get("/api/v1/audit/" + UUID.randomUUID()));
        assertThat(platform.json(200, get("/api/v1/audit/" + id)).at("/result/eventId").asText())
                .isEqualTo(id);
    }

    @Test
    void aUserIsNamedByItsIdAlone() throws IOException, InterruptedException {
        for (String id : List.of("me", "usr_1-1-1-1-1", "usr_%20")) {
            JsonNode refused =
                    platform.json(
                            404,
                            get("/api/v1/users/" + id + "/role")
                                    .header("Content-Type", "application/json")
                                    .method(
                                            "PATCH",
                                            BodyPublishers.ofString("{\"role\":\"viewer\"}")));

            assertThat(refused.path("code").asText()).isEqualTo("USER_NOT_FOUND");
        }
    }

    @Test
    void aQueryThatIsNoUriIsRefusedWhereOneIsRead() throws IOException {
        for (String path : List.of("/api/v1/users", "/api/v1/audit")) {
            for (String query : List.of("a=|", "a=^", "a={", "a=%zz")) {
                Conversation.Answer answer = raw("GET", path + "?" + query);

                assertThat(answer.status()).as(path + "?" + query).isEqualTo(400);
                assertThat(answer.body()).contains("percent-encoded");
            }
        }
    }

    @Test
    void aQueryThatNobodyReadsChangesNothing() throws IOException {
        for (String query : List.of("a=|", "a=^", "a={", "a=%zz")) {
            assertThat(raw("POST", "/api/v1/auth/login?" + query).status())
                    .as(query)
                    .isEqualTo(raw("POST", "/api/v1/auth/login").status())
                    .isBetween(400, 499);
        }
    }

    /** Else the page could not sign in again, and each try left a session behind. */
    @Test
    void aSignInWithTwoCookiesGivesANewOne() throws IOException, InterruptedException {
        String email = hasPerson();
        HttpResponse<byte[]> first = platform.send(pageSignsIn(email));
        String cookie = cookie(first);

        HttpResponse<byte[]> second =
                platform.send(pageSignsIn(email).header("Cookie", cookie + "; " + cookie));

        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(cookie(second)).isNotEqualTo(cookie);
    }

    @Test
    void aPageWithASecondFactorGetsACookieAndNeverAToken() throws Exception {
        String email = hasPerson();
        String token = platform.json(200, signIn(email)).at("/result/access_token").asText();
        String secret =
                platform.json(200, mfa("enrol", Map.of("password", PASSWORD), token))
                        .at("/result/secret")
                        .asText();
        JsonNode confirmed =
                platform.json(200, mfa("confirm", Map.of("code", code(secret)), token));
        String recoveryCode = confirmed.at("/result/recovery_codes/0").asText();
        JsonNode asked = platform.json(401, pageSignsIn(email));

        HttpResponse<byte[]> in =
                platform.send(
                        post(
                                        "/api/v1/auth/mfa/verify",
                                        Map.of(
                                                "mfa_token",
                                                asked.at("/details/mfa_token").asText(),
                                                "code",
                                                recoveryCode))
                                .header("X-Sentinel-CSRF", "1"));

        assertThat(in.statusCode()).isEqualTo(200);
        assertThat(new String(in.body(), UTF_8))
                .contains("\"user\"")
                .doesNotContain("access_token", "refresh_token");
        JsonNode me =
                platform.json(
                        200, platform.gateway("/api/v1/auth/me").header("Cookie", cookie(in)));
        assertThat(me.at("/result/email").asText()).isEqualTo(email);
    }

    /** The name and the attributes follow, as SessionCookieTest says. */
    @Test
    void onlyADemoOverPlainHttpHasACookieThatIsNotSecure() {
        assertThat(secureCookies("demo", "http://localhost:8000")).isFalse();
        assertThat(secureCookies("demo", "https://demo.example")).isTrue();
        assertThat(secureCookies("production", "http://localhost:8000")).isTrue();
    }

    private static boolean secureCookies(String environment, String publicUrl) {
        return ServerConfig.read(
                        Settings.of(Map.of("APP_ENV", environment, "PUBLIC_URL", publicUrl)))
                .secureCookies();
    }

    private String hasPerson() throws IOException, InterruptedException {
        String email = UUID.randomUUID() + "@acme.test";
        platform.json(
                201,
                post(
                                "/api/v1/users",
                                Map.of(
                                        "full_name",
                                        "Ada",
                                        "email",
                                        email,
                                        "password",
                                        PASSWORD,
                                        "role",
                                        "viewer"))
                        .header("Authorization", TestSentinel.ADMIN));
        return email;
    }

    private HttpRequest.Builder signIn(String email) {
        return post("/api/v1/auth/login", Map.of("email", email, "password", PASSWORD));
    }

    private HttpRequest.Builder pageSignsIn(String email) {
        return signIn(email).header("X-Sentinel-CSRF", "1");
    }

    private HttpRequest.Builder mfa(String what, Map<String, ?> body, String token) {
        return post("/api/v1/auth/mfa/" + what, body).header("Authorization", "Bearer " + token);
    }

    private HttpRequest.Builder post(String path, Map<String, ?> body) {
        return platform.gateway(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Json.text(body)));
    }

    private HttpRequest.Builder get(String path) {
        return platform.gateway(path).header("Authorization", TestSentinel.ADMIN);
    }

    private static String cookie(HttpResponse<byte[]> answer) {
        String set = answer.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(set).startsWith(COOKIE + "=");
        return set.substring(0, set.indexOf(';'));
    }

    /** As no client library would send it. */
    private Conversation.Answer raw(String method, String target) throws IOException {
        return Conversation.hold(
                        URI.create("http://127.0.0.1:" + platform.gatewayPort()),
                        method
                                + " "
                                + target
                                + " HTTP/1.1\r\nHost: gateway.example\r\nAuthorization: "
                                + TestSentinel.ADMIN
                                + "\r\nContent-Length: 0\r\n\r\n",
                        1)
                .answers()
                .getFirst();
    }

    /** RFC 6238, as a device makes it. */
    private static String code(String secret) throws GeneralSecurityException {
        BigInteger value = BigInteger.ONE;
        for (int each : secret.chars().toArray()) {
            value = value.shiftLeft(5).add(BigInteger.valueOf(BASE32.indexOf(each)));
        }
        byte[] key = value.toByteArray();
        Mac mac = Mac.getInstance("HmacSHA1");
        // The first byte is the one that keeps leading zeros.
        mac.init(new SecretKeySpec(key, 1, key.length - 1, "HmacSHA1"));
        long step = Instant.now().getEpochSecond() / 30;
        byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(step).array());
        int number = ByteBuffer.wrap(hash).getInt(hash[19] & 0xf) & 0x7fff_ffff;
        return "%06d".formatted(number % 1_000_000);
    }
}
