package dev.sentinel.identity.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.audit.event.Entry;
import dev.sentinel.base.json.Json;
import dev.sentinel.identity.limit.AttemptLimit;
import dev.sentinel.identity.person.PeopleConfig;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestPlatform;
import dev.sentinel.identity.testing.TestPlatform.Options;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Contract studio.md 4 and 18.2, 18.3, 18.11. */
class SessionResourceTest {
    private static final PeopleConfig OFTEN =
            new PeopleConfig(
                    PeopleConfig.DEFAULT.hashing(),
                    PeopleConfig.DEFAULT.registration(),
                    new AttemptLimit(1_000, Duration.ofMinutes(5)),
                    PeopleConfig.DEFAULT.register(),
                    PeopleConfig.DEFAULT.accessLife(),
                    PeopleConfig.DEFAULT.refreshLife(),
                    Optional.empty());
    private static final TestPlatform PLATFORM = new TestPlatform(Options.USUAL.people(OFTEN));
    private static final String ME = "/api/v1/auth/me";

    @AfterAll
    static void close() {
        PLATFORM.close();
    }

    @Test
    void signsInAndSaysWho() {
        Alice alice = Alice.in(PLATFORM, "analyst");

        Answer answer = alice.login();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("success").asBoolean()).isTrue();
        JsonNode result = answer.json().path("result");
        assertThat(result.path("expires_in").asInt()).isEqualTo(3600);
        assertThat(result.path("token_type").asText()).isEqualTo("bearer");
        assertThat(result.at("/user/id").asText()).isEqualTo(alice.id).startsWith("usr_");
        JsonNode claims = claims(result.path("access_token").asText());
        assertThat(claims.path("role").asText()).isEqualTo("analyst");
        assertThat(claims.path("wid").asText()).isEqualTo("acme");
        assertThat(claims.path("sid").asText()).startsWith("ses_");
        Answer me = PLATFORM.get(ME, result.path("access_token").asText());
        assertThat(me.json().at("/result/email").asText()).isEqualTo(alice.email);
        assertThat(me.json().at("/result/mfa_enabled").asBoolean()).isFalse();
    }

    @Test
    void anAddressIsTheSameInAnyCase() {
        Alice alice = Alice.in(PLATFORM, "viewer");

        Answer answer =
                Alice.post(
                        PLATFORM,
                        "/api/v1/auth/login",
                        Map.of(
                                "email",
                                alice.email.toUpperCase(Locale.ROOT),
                                "password",
                                Alice.PASSWORD));

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void aWrongPasswordReadsLikeAnUnknownAddress() {
        Alice alice = Alice.in(PLATFORM, "viewer");

        Answer wrong = alice.login("not the password");
        Answer unknown =
                Alice.post(
                        PLATFORM,
                        "/api/v1/auth/login",
                        Map.of("email", "nobody@acme.test", "password", "not the password"));

        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.text("code")).isEqualTo("INVALID_CREDENTIALS");
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(unknown.text("message")).isEqualTo(wrong.text("message"));
        assertThat(unknown.text("code")).isEqualTo(wrong.text("code"));
    }

    @Test
    void anAbsentFieldIsNamed() {
        Answer answer = Alice.post(PLATFORM, "/api/v1/auth/login", Map.of("email", "a@acme.test"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("code")).isEqualTo("MISSING_REQUIRED_FIELD");
        assertThat(answer.text("message")).contains("password");
    }

    @Test
    void everySignInIsInTheLogBeforeItIsAnswered() {
        Alice alice = Alice.in(PLATFORM, "viewer");

        alice.login("not the password");
        alice.login();

        List<Entry> logins =
                PLATFORM.audited("acme").stream()
                        .filter(entry -> entry.event().action().equals("auth.login"))
                        .filter(entry -> entry.event().actor().id().equals(alice.id))
                        .toList();
        assertThat(logins)
                .extracting(entry -> entry.event().outcome().name())
                .containsExactly("SUCCESS", "FAILURE");
        assertThat(logins.getFirst().event().origin().ip()).hasValue("127.0.0.1");
        assertThat(logins.getFirst().event().metadata()).containsEntry("mfa_status", "none");
        assertThat(logins.getLast().event().metadata())
                .containsEntry("reason", "invalid_credentials");
    }

    @Test
    void refreshesByBodyAndByHeader() {
        JsonNode first = Alice.in(PLATFORM, "viewer").signedIn();

        JsonNode second =
                Alice.refresh(PLATFORM, first.path("refresh_token").asText()).json().path("result");
        Answer third =
                PLATFORM.send(
                        HttpRequest.newBuilder(PLATFORM.uri("/api/v1/auth/refresh"))
                                .header(
                                        "Authorization",
                                        "Bearer " + second.path("refresh_token").asText())
                                .POST(BodyPublishers.noBody()));

        assertThat(third.status()).isEqualTo(200);
        String access = third.json().at("/result/access_token").asText();
        assertThat(PLATFORM.get(ME, access).status()).isEqualTo(200);
        Set<String> refresh = new HashSet<>();
        refresh.add(first.path("refresh_token").asText());
        refresh.add(second.path("refresh_token").asText());
        refresh.add(third.json().at("/result/refresh_token").asText());
        assertThat(refresh).hasSize(3);
    }

    @Test
    void twoDifferentRefreshTokensAreRefused() {
        JsonNode tokens = Alice.in(PLATFORM, "viewer").signedIn();

        Answer answer =
                Alice.post(
                        PLATFORM,
                        "/api/v1/auth/refresh",
                        Map.of("refresh_token", tokens.path("refresh_token").asText()),
                        "Authorization",
                        "Bearer another");

        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void anAccessTokenDoesNotRefreshAndARefreshTokenDoesNotCall() {
        JsonNode tokens = Alice.in(PLATFORM, "viewer").signedIn();

        assertThat(Alice.refresh(PLATFORM, tokens.path("access_token").asText()).status())
                .isEqualTo(401);
        assertThat(PLATFORM.get(ME, tokens.path("refresh_token").asText()).status()).isEqualTo(401);
    }

    @Test
    void tabsThatRefreshTogetherGetTheSameSuccessor() throws Exception {
        String token = Alice.in(PLATFORM, "viewer").signedIn().path("refresh_token").asText();

        List<Answer> answers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Answer> tab = () -> Alice.refresh(PLATFORM, token);
            for (Future<Answer> answer : threads.invokeAll(List.of(tab, tab, tab, tab, tab, tab))) {
                answers.add(answer.get());
            }
        }

        assertThat(answers).extracting(Answer::status).containsOnly(200);
        assertThat(answers)
                .extracting(answer -> answer.json().at("/result/refresh_token").asText())
                .doesNotContain(token)
                .containsOnly(answers.getFirst().json().at("/result/refresh_token").asText());
    }

    /** RFC 9700 section 4.14.2: a used token that is shown again ends all that came from it. */
    @Test
    void aUsedRefreshTokenEndsItsSession() {
        JsonNode first = Alice.in(PLATFORM, "viewer").signedIn();
        String used = first.path("refresh_token").asText();
        JsonNode second = Alice.refresh(PLATFORM, used).json().path("result");
        graceIsOver();

        Answer again = Alice.refresh(PLATFORM, used);

        assertThat(again.status()).isEqualTo(401);
        assertThat(again.text("code")).isEqualTo("INVALID_TOKEN");
        assertThat(PLATFORM.get(ME, second.path("access_token").asText()).status()).isEqualTo(401);
        assertThat(PLATFORM.get(ME, first.path("access_token").asText()).status()).isEqualTo(401);
        assertThat(Alice.refresh(PLATFORM, second.path("refresh_token").asText()).status())
                .isEqualTo(401);
        assertThat(PLATFORM.audited("acme"))
                .anyMatch(entry -> entry.event().action().equals("session.refresh_token_reused"));
    }

    private static void graceIsOver() {
        PLATFORM.database.inTransaction(tx ->
                tx.execute(
                        """
                        UPDATE identity.refresh_token
                           SET replaced_at = replaced_at - interval '11 seconds'
                        """));
    }

    @Test
    void aSessionEndsAfterADayHoweverItIsUsed() {
        String token = Alice.in(PLATFORM, "viewer").signedIn().path("refresh_token").asText();
        PLATFORM.database.inTransaction(tx ->
                tx.execute(
                        """
                        UPDATE identity.session
                           SET created_at = created_at - interval '1 day',
                               ends_at = ends_at - interval '1 day'
                         WHERE session_id = (SELECT max(session_id::text)::uuid
                                               FROM identity.session)
                        """));

        Answer answer = Alice.refresh(PLATFORM, token);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text("code")).isEqualTo("TOKEN_EXPIRED");
    }

    @Test
    void logoutEndsBothTokensAtOnceAndMayBeRepeated() {
        Alice alice = Alice.in(PLATFORM, "viewer");
        JsonNode tokens = alice.signedIn();
        JsonNode other = alice.signedIn();
        String access = tokens.path("access_token").asText();

        Answer out = PLATFORM.call("POST", "/api/v1/auth/logout", access, "");

        assertThat(out.status()).isEqualTo(200);
        assertThat(out.text("message")).isEqualTo("Logged out");
        assertThat(PLATFORM.get(ME, access).status()).isEqualTo(401);
        assertThat(Alice.refresh(PLATFORM, tokens.path("refresh_token").asText()).status())
                .isEqualTo(401);
        assertThat(PLATFORM.get(ME, other.path("access_token").asText()).status()).isEqualTo(200);
    }

    @Test
    void logoutAllEndsEverySessionAndSigningInAgainWorksAtOnce() {
        Alice alice = Alice.in(PLATFORM, "viewer");
        JsonNode one = alice.signedIn();
        JsonNode other = alice.signedIn();

        PLATFORM.call("POST", "/api/v1/auth/logout-all", one.path("access_token").asText(), "");

        assertThat(PLATFORM.get(ME, other.path("access_token").asText()).status()).isEqualTo(401);
        assertThat(Alice.refresh(PLATFORM, other.path("refresh_token").asText()).status())
                .isEqualTo(401);
        String again = alice.signedIn().path("access_token").asText();
        assertThat(PLATFORM.get(ME, again).status()).isEqualTo(200);
    }

    @Test
    void aChangeOfRoleEndsWhatWasGivenBefore() {
        Alice alice = Alice.in(PLATFORM, "admin");
        JsonNode before = alice.signedIn();

        Answer changed =
                PLATFORM.call(
                        "PATCH",
                        "/api/v1/users/" + alice.id + "/role",
                        TestPlatform.ADMIN,
                        Json.text(Map.of("role", "viewer")));

        assertThat(changed.json().at("/result/user/role").asText()).isEqualTo("viewer");
        assertThat(PLATFORM.get(ME, before.path("access_token").asText()).status()).isEqualTo(401);
        assertThat(Alice.refresh(PLATFORM, before.path("refresh_token").asText()).status())
                .isEqualTo(401);
        String after = alice.signedIn().path("access_token").asText();
        assertThat(PLATFORM.get("/api/v1/users", after).status()).isEqualTo(403);
        assertThat(PLATFORM.audited("acme"))
                .anySatisfy(entry -> {
                    assertThat(entry.event().action()).isEqualTo("role.changed");
                    assertThat(entry.event().target().orElseThrow().id()).isEqualTo(alice.id);
                    assertThat(entry.event().before()).containsEntry("role", "admin");
                    assertThat(entry.event().after()).containsEntry("role", "viewer");
                });
    }

    @Test
    void whoIsDeactivatedIsOutAndStaysOut() {
        Alice alice = Alice.in(PLATFORM, "viewer");
        JsonNode tokens = alice.signedIn();

        PLATFORM.call(
                "PATCH",
                "/api/v1/users/" + alice.id + "/status",
                TestPlatform.ADMIN,
                Json.text(Map.of("status", "deactivated")));

        assertThat(PLATFORM.get(ME, tokens.path("access_token").asText()).status()).isEqualTo(401);
        assertThat(Alice.refresh(PLATFORM, tokens.path("refresh_token").asText()).status())
                .isEqualTo(401);
        assertThat(alice.login().text("code")).isEqualTo("INVALID_CREDENTIALS");
    }

    /** Headers of the gateway are anybody's without its key. */
    @Test
    void onlyTheGatewaySaysFromWhereSomebodyCalls() {
        Alice alice = Alice.in(PLATFORM, "viewer");
        Map<String, String> body = Map.of("email", alice.email, "password", Alice.PASSWORD);
        String key =
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(
                                        ("gateway:" + TestPlatform.SERVICE_KEY.expose())
                                                .getBytes(StandardCharsets.UTF_8));

        Alice.post(PLATFORM, "/api/v1/auth/login", body, "X-Forwarded-For", "203.0.113.9");
        Alice.post(
                PLATFORM,
                "/api/v1/auth/login",
                body,
                "X-Forwarded-For",
                "203.0.113.7",
                "Authorization",
                key);

        assertThat(PLATFORM.audited("acme"))
                .filteredOn(entry -> entry.event().actor().id().equals(alice.id))
                .extracting(entry -> entry.event().origin().ip().orElse(""))
                .startsWith("203.0.113.7", "127.0.0.1");
    }

    private static JsonNode claims(String token) {
        return Json.tree(
                new String(
                        Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]),
                        StandardCharsets.UTF_8));
    }
}
