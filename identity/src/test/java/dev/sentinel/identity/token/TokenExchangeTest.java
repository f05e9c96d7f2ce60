package dev.sentinel.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.sentinel.base.json.Json;
import dev.sentinel.identity.key.Signer;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestPlatform;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** RFC 8693: agents that act for others, by delegations that can be cut anywhere. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenExchangeTest {
    private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    private static final String ADMIN = TestPlatform.ADMIN;
    private final TestPlatform platform = new TestPlatform();

    @AfterAll
    void close() {
        platform.close();
    }

    /** An agent with a secret. */
    private record Bot(String id, String secret, String credential) {}

    private Bot bot(String... scopes) {
        String id = platform.hasAgent(scopes);
        Answer made = platform.hasCredential(id);
        return new Bot(id, made.text("clientSecret"), made.text("credentialId"));
    }

    private String token(Bot bot) {
        return platform.token(bot.id(), bot.secret()).text("access_token");
    }

    private Answer permitted(
            String by, Bot actor, String subject, Duration life, String... scopes) {
        return platform.call(
                "POST",
                "/api/v1/agents/" + actor.id() + "/delegations",
                by,
                Json.text(
                        Map.of(
                                "subject", subject,
                                "scopes", List.of(scopes),
                                "expiresAt", Instant.now().plus(life).toString())));
    }

    private String permits(Bot subject, Bot actor, String... scopes) {
        Answer made = permitted(ADMIN, actor, subject.id(), Duration.ofHours(2), scopes);
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return made.text("delegationId");
    }

    private Answer exchange(Bot actor, String subjectToken, String... more) {
        Map<String, String> form = new HashMap<>();
        form.put("grant_type", EXCHANGE);
        form.put("client_id", actor.id());
        form.put("client_secret", actor.secret());
        form.put("subject_token", subjectToken);
        form.put("subject_token_type", ACCESS_TOKEN);
        for (int i = 0; i < more.length; i += 2) {
            form.put(more[i], more[i + 1]);
        }
        return platform.form("/api/v1/token", form);
    }

    private static JWTClaimsSet claims(Answer answer) {
        try {
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            return SignedJWT.parse(answer.text("access_token")).getJWTClaimsSet();
        } catch (ParseException wrong) {
            throw new AssertionError(wrong);
        }
    }

    private boolean alive(String token) {
        return introspected(token).json().path("active").booleanValue();
    }

    private Answer introspected(String token) {
        return platform.form(
                "/api/v1/token/introspect",
                Map.of("token", token),
                "Authorization",
                "Bearer " + ADMIN);
    }

    /** What is lent ends with the delegation: nobody makes of it what stays. */
    @Test
    void whoActsForSomebodyGivesNothingThatOutlivesTheDelegation() {
        Bot boss = bot("admin", "agents:write", "risk:score");
        Bot worker = bot("admin", "agents:write");
        permits(boss, worker, "admin", "agents:write");
        Answer exchanged = exchange(worker, token(boss));
        assertThat(exchanged.status()).as(exchanged.body()).isEqualTo(200);
        String lent = exchanged.text("access_token");
        String itself = "/api/v1/agents/" + worker.id();

        assertThat(
                        platform.call(
                                        "POST",
                                        "/api/v1/agents",
                                        lent,
                                        TestPlatform.bot("risk:score"))
                                .status())
                .isEqualTo(403);
        for (String lasting :
                List.of(
                        "{\"scopes\":[\"admin\",\"agents:write\",\"risk:admin\"]}",
                        "{\"owner\":\"mallory\"}",
                        "{\"jwksUri\":\"https://mallory.test/keys\"}")) {
            assertThat(platform.call("PATCH", itself, lent, lasting).status())
                    .as(lasting)
                    .isEqualTo(403);
        }
        assertThat(platform.call("PATCH", itself, lent, "{\"version\":\"2.0.0\"}").status())
                .isEqualTo(200);
        assertThat(platform.get(itself, ADMIN).json().path("scopes")).hasSize(2);
    }

    /** Sections 2.2.1 and 4.1. */
    @Test
    void theTokenSpeaksForTheSubjectAndNamesTheActor() throws Exception {
        Bot planner = bot("agents:read", "risk:score");
        Bot worker = bot("agents:read", "agents:write", "risk:score");
        String delegation = permits(planner, worker, "risk:score", "agents:write");
        String subjectToken = token(planner);
        JWTClaimsSet subject = SignedJWT.parse(subjectToken).getJWTClaimsSet();

        Answer answer = exchange(worker, subjectToken);

        JWTClaimsSet claims = claims(answer);
        assertThat(answer.text("issued_token_type")).isEqualTo(ACCESS_TOKEN);
        assertThat(claims.getSubject()).isEqualTo(planner.id());
        assertThat(claims.getStringClaim("client_id")).isEqualTo(worker.id());
        assertThat(claims.getJSONObjectClaim("act")).isEqualTo(Map.of("sub", worker.id()));
        // What subject, delegation and actor have in common.
        assertThat(claims.getStringClaim("scope")).isEqualTo("risk:score");
        assertThat(claims.getStringListClaim("chain"))
                .containsExactlyInAnyOrder(
                        subject.getJWTID(), subject.getStringClaim("sid"), delegation);
        assertThat(claims.getExpirationTime()).isBeforeOrEqualTo(subject.getExpirationTime());
        Answer seen = introspected(answer.text("access_token"));
        assertThat(seen.text("sub")).isEqualTo(planner.id());
        assertThat(seen.json().path("act").path("sub").asText()).isEqualTo(worker.id());
        assertThat(platform.audited("acme"))
                .anySatisfy(entry -> {
                    assertThat(entry.event().action()).isEqualTo("token.issued");
                    assertThat(entry.event().actor().id()).isEqualTo(worker.id());
                    assertThat(entry.event().actor().actedFor()).containsExactly(planner.id());
                    assertThat(entry.event().metadata()).containsEntry("delegationId", delegation);
                });
    }

    /** Deny by default. */
    @Test
    void withoutADelegationNobodyActsForAnybody() {
        Bot planner = bot("risk:score");
        Bot worker = bot("risk:score");
        Bot other = bot("risk:score");
        permits(planner, other, "risk:score");
        permits(worker, planner, "risk:score");

        Answer refused = exchange(worker, token(planner));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("error")).isEqualTo("invalid_request");
        assertThat(refused.text("error_description")).contains("permitted");
    }

    @Test
    void eachHopOnlyNarrows() {
        Bot planner = bot("agents:read", "risk:score");
        Bot worker = bot("agents:read", "risk:score");
        Answer made =
                permitted(
                        ADMIN,
                        worker,
                        planner.id(),
                        Duration.ofMinutes(5),
                        "risk:score",
                        "agents:read");
        assertThat(made.status()).isEqualTo(201);
        String subject = token(planner);

        Answer narrow = exchange(worker, subject, "scope", "risk:score");
        assertThat(narrow.text("scope")).isEqualTo("risk:score");
        // Not longer than the delegation.
        assertThat(narrow.json().path("expires_in").longValue()).isLessThanOrEqualTo(300);
        assertThat(exchange(worker, subject, "scope", "audit:read").text("error"))
                .isEqualTo("invalid_scope");
        // A served resource, but not one that the subject's token is for.
        assertThat(exchange(worker, subject, "resource", TestPlatform.RESOURCE).text("error"))
                .isEqualTo("invalid_target");
        assertThat(exchange(worker, subject, "audience", "sentinel").status()).isEqualTo(200);

        Bot last = bot("agents:read", "risk:score");
        permits(worker, last, "risk:score", "agents:read");
        assertThat(
                        exchange(last, narrow.text("access_token"), "scope", "agents:read")
                                .text("error"))
                .isEqualTo("invalid_scope");
    }

    /** Section 4.1: the current actor is outermost. Five is the most. */
    @Test
    void actorsNestUpToFive() {
        List<Bot> bots = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            bots.add(bot("risk:score"));
        }
        String token = token(bots.getFirst());
        for (int i = 1; i <= 5; i++) {
            permits(bots.get(i - 1), bots.get(i), "risk:score");
            token = exchange(bots.get(i), token).text("access_token");
        }
        permits(bots.get(5), bots.get(6), "risk:score");

        Answer tooDeep = exchange(bots.get(6), token);
        Answer seen = introspected(token);

        assertThat(tooDeep.text("error")).isEqualTo("invalid_request");
        assertThat(seen.text("sub")).isEqualTo(bots.get(0).id());
        assertThat(seen.json().path("act").path("sub").asText()).isEqualTo(bots.get(5).id());
        assertThat(seen.json().at("/act/act/act/act/act/sub").asText()).isEqualTo(bots.get(1).id());
        // Nor in a circle.
        permits(bots.get(5), bots.get(2), "risk:score");
        assertThat(exchange(bots.get(2), token).text("error_description"))
                .contains("chain already");
    }

    /** Cutting any link kills everything below it, and nothing beside. */
    @Test
    void cuttingAnyLinkKillsWhatRestsOnIt() throws Exception {
        for (Cut cut : Cut.values()) {
            Bot planner = bot("agents:read", "risk:score");
            Bot worker = bot("risk:score");
            Bot helper = bot("risk:score");
            String first = permits(planner, worker, "risk:score");
            permits(worker, helper, "risk:score");
            String subject = token(planner);
            String beside = token(planner);
            String middle = exchange(worker, subject).text("access_token");
            String last = exchange(helper, middle).text("access_token");
            String own = token(helper);
            assertThat(alive(last)).isTrue();

            cut.now(this, planner, worker, first, subject);

            assertThat(alive(last)).as("%s: the last token", cut).isFalse();
            assertThat(alive(middle)).as("%s: the one between", cut).isFalse();
            assertThat(alive(own)).as("%s: the helper's own", cut).isTrue();
            assertThat(alive(beside))
                    .as("%s", cut)
                    .isEqualTo(cut == Cut.DELEGATION || cut == Cut.TOKEN);
            assertThat(exchange(worker, subject).status()).as("%s", cut).isNotEqualTo(200);
        }
    }

    private enum Cut {
        TOKEN,
        CREDENTIAL,
        SUBJECT,
        DELEGATION;

        private void now(
                TokenExchangeTest test, Bot planner, Bot worker, String delegation, String token) {
            Answer done =
                    switch (this) {
                        case TOKEN ->
                                test.platform.form(
                                        "/api/v1/token/revoke",
                                        Map.of("token", token),
                                        "Authorization",
                                        "Bearer " + ADMIN);
                        case CREDENTIAL ->
                                test.platform.call(
                                        "DELETE",
                                        "/api/v1/agents/"
                                                + planner.id()
                                                + "/credentials/"
                                                + planner.credential(),
                                        ADMIN,
                                        "");
                        case SUBJECT ->
                                test.platform.call(
                                        "PATCH",
                                        "/api/v1/agents/" + planner.id(),
                                        ADMIN,
                                        "{\"status\":\"suspended\"}");
                        case DELEGATION ->
                                test.platform.call(
                                        "DELETE",
                                        "/api/v1/agents/"
                                                + worker.id()
                                                + "/delegations/"
                                                + delegation,
                                        ADMIN,
                                        "");
                    };
            assertThat(done.status()).as(done.body()).isIn(200, 204);
        }
    }

    /** A person lends what its role allows, and no more. */
    @Test
    void anAgentActsForAPerson() throws Exception {
        Bot worker = bot("agents:read", "risk:score");
        String analyst = "person:ANALYST:acme";
        Answer made = permitted(analyst, worker, "alice", Duration.ofHours(1), "risk:score");
        Answer beyond = permitted(analyst, worker, "alice", Duration.ofHours(1), "agents:read");
        Answer forBob = permitted(analyst, worker, "bob", Duration.ofHours(1), "risk:score");

        JWTClaimsSet claims = claims(exchange(worker, personToken("alice", "analyst")));

        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(beyond.status()).isEqualTo(403);
        assertThat(forBob.status()).isEqualTo(403);
        assertThat(claims.getSubject()).isEqualTo("alice");
        assertThat(claims.getStringClaim("scope")).isEqualTo("risk:score");
        assertThat(claims.getStringClaim("sub_type")).isEqualTo("person");
        assertThat(exchange(worker, personToken("alice", "viewer")).status()).isEqualTo(400);
        assertThat(exchange(worker, personToken("bob", "admin")).status()).isEqualTo(400);
    }

    /** As sign-in makes it, by the platform's own key. */
    private String personToken(String id, String role) {
        long now = Instant.now().getEpochSecond();
        Signer signer = platform.identity.keys().active();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", TestPlatform.ISSUER);
        claims.put("aud", "sentinel");
        claims.put("sub", id);
        claims.put("sub_type", "person");
        claims.put("role", role);
        claims.put("wid", "acme");
        claims.put("sid", UUID.randomUUID().toString());
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("iat", now);
        claims.put("exp", now + 600);
        String input =
                part(Map.of("alg", "RS256", "typ", "at+jwt", "kid", signer.kid()))
                        + "."
                        + part(claims);
        return input + "." + base64(signer.sign(input.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String part(Map<String, Object> json) {
        return base64(Json.write(json));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Section 2.1: what is asked for must be what there is. */
    @Test
    void otherTypesAndStrangersTokensAreRefused() {
        Bot planner = bot("risk:score");
        Bot worker = bot("risk:score");
        permits(planner, worker, "risk:score");
        String subject = token(planner);
        String idToken = "urn:ietf:params:oauth:token-type:id_token";

        for (String field : List.of("subject_token_type", "requested_token_type")) {
            assertThat(exchange(worker, subject, field, idToken).text("error"))
                    .isEqualTo("invalid_request");
        }
        assertThat(exchange(worker, "not a token").text("error")).isEqualTo("invalid_request");
        // Itself, and a token of another as the actor's.
        assertThat(exchange(planner, subject).text("error")).isEqualTo("invalid_request");
        assertThat(
                        exchange(
                                        worker,
                                        subject,
                                        "actor_token",
                                        subject,
                                        "actor_token_type",
                                        ACCESS_TOKEN)
                                .text("error"))
                .isEqualTo("invalid_request");
        assertThat(
                        exchange(
                                        worker,
                                        subject,
                                        "actor_token",
                                        token(worker),
                                        "actor_token_type",
                                        ACCESS_TOKEN)
                                .status())
                .isEqualTo(200);
    }
}
