package dev.sentinel.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestClient;
import dev.sentinel.identity.testing.TestPlatform;
import dev.sentinel.identity.testing.TestPlatform.Options;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 7523 sections 2.2 and 3, RFC 7521 section 4.2, RFC 8725. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PrivateKeyJwtTest {
    private final TestPlatform platform = new TestPlatform();
    private final ECKey key = TestClient.key("k1");
    private final String bot = registered(Map.of("jwks", TestClient.jwks(key)));

    @AfterAll
    void close() {
        platform.close();
    }

    private String registered(Map<String, ?> keys) {
        Map<String, Object> metadata = new java.util.HashMap<>(keys);
        metadata.put("tokenEndpointAuthMethod", "private_key_jwt");
        return TestClient.registered(platform, metadata, "agents:read");
    }

    private Answer tokenWith(UnaryOperator<JWTClaimsSet.Builder> change) {
        return TestClient.token(
                platform, TestClient.signed(key, change.apply(TestClient.claims(bot)).build()));
    }

    @Test
    void aTokenIsIssuedForASignatureAndNoSecret() throws Exception {
        Answer answer = tokenWith(claims -> claims);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        JWTClaimsSet claims = SignedJWT.parse(answer.text("access_token")).getJWTClaimsSet();
        assertThat(claims.getSubject()).isEqualTo(bot);
        assertThat(UUID.fromString(claims.getStringClaim("sid")).version()).isEqualTo(8);
        assertThat(platform.get("/api/v1/agents/" + bot, answer.text("access_token")).status())
                .isEqualTo(200);
    }

    /** Section 3 item 3: the issuer, or the token endpoint, by either of its names. */
    @Test
    void itIsAddressedToTheIssuerOrTheTokenEndpoint() {
        for (String audience :
                List.of(
                        TestPlatform.ISSUER,
                        TestPlatform.ISSUER + "/api/v1/token",
                        TestPlatform.ISSUER + "/oauth2/token")) {
            assertThat(tokenWith(claims -> claims.audience(audience)).status()).isEqualTo(200);
        }
    }

    @Test
    void rsaKeysWorkToo() throws Exception {
        RSAKey rsa = new RSAKeyGenerator(2_048).keyID("rsa").generate();
        String agentId = registered(Map.of("jwks", TestClient.jwks(rsa)));

        String assertion = TestClient.signed(rsa, TestClient.claims(agentId).build());

        assertThat(TestClient.token(platform, assertion).status()).isEqualTo(200);
    }

    static Stream<Arguments> badClaims() {
        return Stream.of(
                bad("no jti", claims -> claims.jwtID(null)),
                bad("a jti without end", claims -> claims.jwtID("x".repeat(300))),
                bad("no exp", claims -> claims.expirationTime(null)),
                bad("expired", claims -> claims.expirationTime(in(-60))),
                bad("good for an hour", claims -> claims.expirationTime(in(3_600))),
                bad("good for ever", claims -> claims.claim("exp", 1e300)),
                bad("from the future", claims -> claims.issueTime(in(120))),
                bad("not good yet", claims -> claims.notBeforeTime(in(120))),
                bad("another issuer", claims -> claims.issuer("https://else.test")),
                bad("no issuer", claims -> claims.issuer(null)),
                bad("another audience", claims -> claims.audience("https://else.test")),
                bad("no audience", claims -> claims.audience((String) null)),
                bad(
                        "two audiences",
                        claims ->
                                claims.audience(
                                        List.of(TestPlatform.ISSUER, "https://else.test"))));
    }

    private static Arguments bad(String name, UnaryOperator<JWTClaimsSet.Builder> change) {
        return Arguments.of(name, change);
    }

    private static Date in(int seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badClaims")
    void claimsThatAreNotRightAreRefused(String name, UnaryOperator<JWTClaimsSet.Builder> change) {
        Answer answer = tokenWith(change);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text("error")).isEqualTo("invalid_client");
    }

    /** RFC 8725 sections 3.1 and 3.11: not by the token's choice of algorithm, type or key. */
    @Test
    void signaturesThatAreNotTheClientsAreRefused() throws Exception {
        JWTClaimsSet claims = TestClient.claims(bot).build();
        ECKey other = TestClient.key("k1");
        SignedJWT hmac =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("k1").build(), claims);
        hmac.sign(new MACSigner(key.toECPublicKey().getEncoded()));
        JWSHeader accessToken =
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .keyID("k1")
                        .type(new JOSEObjectType("at+jwt"))
                        .build();
        JWSHeader critical =
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .keyID("k1")
                        .criticalParams(java.util.Set.of("b64"))
                        .build();
        String good = TestClient.signed(key, claims);

        for (String assertion :
                List.of(
                        TestClient.signed(other, claims),
                        TestClient.signed(TestClient.key("k2"), claims),
                        hmac.serialize(),
                        TestClient.signed(key, accessToken, claims),
                        good.substring(0, good.length() - 4) + "AAAA")) {
            assertThat(TestClient.token(platform, assertion).text("error"))
                    .isEqualTo("invalid_client");
        }
        for (String assertion :
                List.of(
                        new PlainJWT(claims).serialize(),
                        TestClient.signed(key, critical, claims),
                        "not.a.jwt",
                        good + ".x")) {
            assertThat(TestClient.token(platform, assertion).status()).isIn(400, 401);
        }
    }

    /** Section 3 item 7: the same JWT must not work twice, whichever process sees it. */
    @Test
    void anAssertionWorksOnceAcrossProcesses() {
        try (TestDatabase stores = TestPostgres.fresh("audit", "identity")) {
            String redis = TestRedis.fresh();
            try (TestPlatform one = new TestPlatform(stores, redis, Options.USUAL);
                    TestPlatform other = new TestPlatform(stores, redis, Options.USUAL)) {
                String agentId =
                        TestClient.registered(
                                one,
                                Map.of(
                                        "tokenEndpointAuthMethod",
                                        "private_key_jwt",
                                        "jwks",
                                        TestClient.jwks(key)),
                                "agents:read");
                String assertion = TestClient.signed(key, TestClient.claims(agentId).build());

                assertThat(TestClient.token(one, assertion).status()).isEqualTo(200);
                assertThat(TestClient.token(one, assertion).status()).isEqualTo(401);
                assertThat(TestClient.token(other, assertion).status()).isEqualTo(401);
                assertThat(one.audited("acme"))
                        .anySatisfy(entry ->
                                assertThat(entry.event().metadata())
                                        .containsEntry("reason", "assertion was used before"));
            }
        }
    }

    /** The registered method is the only one: a stolen secret is worth nothing then. */
    @Test
    void aClientCannotUseAnotherMethodThanItsOwn() {
        String secret = platform.hasCredential(bot).text("clientSecret");
        String plain = platform.hasAgent("agents:read");
        String keyed = TestClient.registered(platform, Map.of("jwks", TestClient.jwks(key)));

        assertThat(platform.token(bot, secret).text("error")).isEqualTo("invalid_client");
        for (String agentId : List.of(plain, keyed)) {
            String assertion = TestClient.signed(key, TestClient.claims(agentId).build());
            assertThat(TestClient.token(platform, assertion).text("error"))
                    .isEqualTo("invalid_client");
        }
    }

    @Test
    void twoMethodsAtOnceAndOtherAssertionTypesAreRefused() {
        String assertion = TestClient.signed(key, TestClient.claims(bot).build());

        assertThat(
                        TestClient.token(
                                        platform, assertion, "client_id", bot, "client_secret", "x")
                                .text("error"))
                .isEqualTo("invalid_request");
        assertThat(TestClient.token(platform, assertion, "client_id", "else").text("error"))
                .isEqualTo("invalid_request");
        assertThat(TestClient.token(platform, assertion, "client_assertion_type", "x").status())
                .isEqualTo(400);
    }

    /** A key that is taken away ends what was issued with it, and nothing else. */
    @Test
    void rotatingKeysEndsTheTokensOfTheOldOneOnly() {
        ECKey old = TestClient.key("old");
        ECKey next = TestClient.key("next");
        String agentId = registered(Map.of("jwks", TestClient.jwks(old)));
        String path = "/api/v1/agents/" + agentId;
        String oldToken =
                TestClient.token(
                                platform,
                                TestClient.signed(old, TestClient.claims(agentId).build()))
                        .text("access_token");

        patchKeys(path, TestClient.jwks(old, next));
        String nextToken =
                TestClient.token(
                                platform,
                                TestClient.signed(next, TestClient.claims(agentId).build()))
                        .text("access_token");
        assertThat(platform.get(path, oldToken).status()).isEqualTo(200);
        patchKeys(path, TestClient.jwks(next));

        assertThat(active(oldToken)).isFalse();
        assertThat(active(nextToken)).isTrue();
        String late = TestClient.signed(old, TestClient.claims(agentId).build());
        assertThat(TestClient.token(platform, late).status()).isEqualTo(401);
    }

    private boolean active(String token) {
        return platform.form(
                        "/api/v1/token/introspect",
                        Map.of("token", token),
                        "Authorization",
                        "Bearer " + TestPlatform.ADMIN)
                .json()
                .path("active")
                .booleanValue();
    }

    private void patchKeys(String path, Map<String, Object> jwks) {
        Answer answer =
                platform.call("PATCH", path, TestPlatform.ADMIN, Json.text(Map.of("jwks", jwks)));
        assertThat(answer.status()).isEqualTo(200);
    }

    /** RFC 8707 section 2: the audience is what was asked for, of what is served. */
    @Test
    void aResourceBecomesTheAudience() throws Exception {
        Answer answer =
                TestClient.token(
                        platform,
                        TestClient.signed(key, TestClient.claims(bot).build()),
                        "resource",
                        TestPlatform.RESOURCE);
        Answer refused =
                TestClient.token(
                        platform,
                        TestClient.signed(key, TestClient.claims(bot).build()),
                        "resource",
                        "https://else.test");

        JWTClaimsSet claims = SignedJWT.parse(answer.text("access_token")).getJWTClaimsSet();
        assertThat(claims.getAudience()).containsExactly(TestPlatform.RESOURCE);
        // It is not for us, then.
        assertThat(platform.get("/api/v1/agents/" + bot, answer.text("access_token")).status())
                .isEqualTo(401);
        assertThat(refused.text("error")).isEqualTo("invalid_target");
    }
}
