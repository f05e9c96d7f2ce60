package dev.sentinel.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestPlatform;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** RFC 6749 sections 2.3, 3.2, 4.4 and 5; RFC 9068 section 2. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenResourceTest {
    private static final String TOKEN = "/api/v1/token";
    private final TestPlatform platform = new TestPlatform();

    @AfterAll
    void close() {
        platform.close();
    }

    private static String basic(String id, String secret) {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anIndependentLibraryVerifiesATokenByOurJwks() throws Exception {
        String agentId = platform.hasAgent("agents:read", "risk:score");
        Answer credential = platform.hasCredential(agentId);
        Answer answer = platform.token(agentId, credential.text("clientSecret"));

        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(
                        new com.nimbusds.jose.JOSEObjectType("at+jwt")));
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(
                        JWSAlgorithm.RS256,
                        JWKSourceBuilder.create(platform.uri("/.well-known/jwks.json").toURL())
                                .build()));
        JWTClaimsSet claims = processor.process(answer.text("access_token"), null);

        assertThat(claims.getIssuer()).isEqualTo(TestPlatform.ISSUER);
        assertThat(claims.getAudience()).containsExactly("sentinel");
        assertThat(claims.getSubject()).isEqualTo(agentId);
        assertThat(claims.getStringClaim("client_id")).isEqualTo(agentId);
        assertThat(claims.getStringClaim("scope")).isEqualTo("agents:read risk:score");
        assertThat(claims.getStringClaim("wid")).isEqualTo("acme");
        assertThat(claims.getStringClaim("sid")).isEqualTo(credential.text("credentialId"));
        assertThat(UUID.fromString(claims.getJWTID())).isNotNull();
        assertThat(claims.getExpirationTime().toInstant())
                .isEqualTo(claims.getIssueTime().toInstant().plusSeconds(3600));
        assertThat(SignedJWT.parse(answer.text("access_token")).getHeader().getKeyID())
                .isEqualTo(platform.identity.keys().active().kid());
    }

    /** RFC 6749 section 5.1. */
    @Test
    void answersAsTheContractSaysAndMustNotBeStored() {
        String agentId = platform.hasAgent("agents:read");
        Answer answer =
                platform.token(agentId, platform.hasCredential(agentId).text("clientSecret"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("token_type")).isEqualTo("Bearer");
        assertThat(answer.json().path("expires_in").intValue()).isEqualTo(3600);
        assertThat(answer.text("scope")).isEqualTo("agents:read");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Pragma")).isEqualTo("no-cache");
    }

    /** RFC 6749 section 2.3.1. */
    @Test
    void takesTheSecretByBasicAndAtTheOtherPath() {
        String agentId = platform.hasAgent("agents:read");
        String secret = platform.hasCredential(agentId).text("clientSecret");

        Answer answer =
                platform.form(
                        "/oauth2/token",
                        Map.of("grant_type", "client_credentials"),
                        "Authorization",
                        basic(agentId, secret));

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void narrowsToTheScopesAskedFor() {
        String agentId = platform.hasAgent("agents:read", "agents:write", "risk:score");
        String secret = platform.hasCredential(agentId).text("clientSecret");

        Answer answer =
                platform.form(
                        TOKEN,
                        Map.of(
                                "grant_type",
                                "client_credentials",
                                "client_id",
                                agentId,
                                "client_secret",
                                secret,
                                "scope",
                                "risk:score agents:read"));

        assertThat(answer.text("scope")).isEqualTo("agents:read risk:score");
    }

    @Test
    void refusesScopesThatAreUnknownOrNotGranted() {
        String agentId = platform.hasAgent("agents:read");
        String secret = platform.hasCredential(agentId).text("clientSecret");

        for (String scope : List.of("admin", "agents:read no:such")) {
            Answer answer =
                    platform.form(
                            TOKEN,
                            Map.of(
                                    "grant_type", "client_credentials",
                                    "client_id", agentId,
                                    "client_secret", secret,
                                    "scope", scope));
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text("error")).isEqualTo("invalid_scope");
        }
    }

    /** RFC 6749 section 5.2: 401, and the scheme when the client used Authorization. */
    @Test
    void refusesUnknownClientsAndWrongSecretsAlike() {
        String agentId = platform.hasAgent("agents:read");
        String secret = platform.hasCredential(agentId).text("clientSecret");
        String wrong = secret.substring(0, 71) + (secret.endsWith("0") ? "1" : "0");

        Answer wrongSecret = platform.token(agentId, wrong);
        Answer unknown = platform.token(UUID.randomUUID().toString(), secret);
        Answer noId = platform.token("nobody", secret);
        Answer byBasic =
                platform.form(
                        TOKEN,
                        Map.of("grant_type", "client_credentials"),
                        "Authorization",
                        basic(agentId, wrong));

        assertThat(Stream.of(wrongSecret, unknown, noId, byBasic).map(Answer::body).distinct())
                .hasSize(1);
        assertThat(wrongSecret.status()).isEqualTo(401);
        assertThat(wrongSecret.text("error")).isEqualTo("invalid_client");
        // RFC 9110 section 15.5.2: every 401 names a scheme.
        assertThat(wrongSecret.header("WWW-Authenticate")).startsWith("Basic");
        assertThat(byBasic.header("WWW-Authenticate")).startsWith("Basic");
        assertThat(platform.audited("acme"))
                .anySatisfy(entry -> {
                    assertThat(entry.event().action()).isEqualTo("auth.failed");
                    assertThat(entry.event().metadata())
                            .containsEntry("reason", "wrong or revoked secret");
                });
    }

    @Test
    void saysWhyASuspendedOrDecommissionedAgentGetsNone() {
        String agentId = platform.hasAgent("agents:read");
        String secret = platform.hasCredential(agentId).text("clientSecret");
        assertThat(platform.token(agentId, secret).status()).isEqualTo(200);

        platform.call(
                "PATCH",
                "/api/v1/agents/" + agentId,
                TestPlatform.ADMIN,
                "{\"status\":\"suspended\"}");
        Answer suspended = platform.token(agentId, secret);
        platform.call("DELETE", "/api/v1/agents/" + agentId, TestPlatform.ADMIN, "");
        Answer decommissioned = platform.token(agentId, secret);

        assertThat(suspended.status()).isEqualTo(403);
        assertThat(suspended.text("error")).isEqualTo("unauthorized_client");
        assertThat(suspended.text("error_description")).contains("suspended");
        assertThat(decommissioned.status()).isEqualTo(403);
        assertThat(decommissioned.text("error_description")).contains("decommissioned");
    }

    @Test
    void issuesAgainOnceReactivated() {
        String agentId = platform.hasAgent("agents:read");
        String path = "/api/v1/agents/" + agentId;
        String secret = platform.hasCredential(agentId).text("clientSecret");
        String before = platform.token(agentId, secret).text("access_token");

        platform.call("PATCH", path, TestPlatform.ADMIN, "{\"status\":\"suspended\"}");
        platform.call("PATCH", path, TestPlatform.ADMIN, "{\"status\":\"active\"}");
        String after = platform.token(agentId, secret).text("access_token");

        assertThat(platform.get(path, before).status()).isEqualTo(401);
        assertThat(platform.get(path, after).status()).isEqualTo(200);
    }

    @Test
    void refusesOtherGrantsAndMissingParameters() {
        assertThat(
                        platform.form(TOKEN, Map.of("grant_type", "password", "client_id", "x"))
                                .text("error"))
                .isEqualTo("unsupported_grant_type");
        assertThat(platform.form(TOKEN, Map.of("client_id", "x")).text("error"))
                .isEqualTo("invalid_request");
        Answer noSecret =
                platform.form(TOKEN, Map.of("grant_type", "client_credentials", "client_id", "x"));
        assertThat(noSecret.status()).isEqualTo(400);
        assertThat(noSecret.text("error")).isEqualTo("invalid_request");
    }

    /** RFC 6749 section 3.2: parameters must not be included more than once. */
    @Test
    void refusesAParameterThatIsThereTwice() {
        Answer answer =
                platform.send(
                        HttpRequest.newBuilder(platform.uri(TOKEN))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(
                                        BodyPublishers.ofString(
                                                "grant_type=client_credentials&scope=a&scope=b")));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_request");
    }

    /** RFC 6749 section 2.3: one method in each request. */
    @Test
    void refusesTwoWaysToAuthenticateAtOnce() {
        Answer answer =
                platform.form(
                        TOKEN,
                        Map.of("grant_type", "client_credentials", "client_secret", "x"),
                        "Authorization",
                        basic("a", "b"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_request");
    }

    @Test
    void refusesJsonAndHugeSecrets() {
        assertThat(platform.call("POST", TOKEN, "x", "{}").status()).isEqualTo(415);
        assertThat(platform.token("x", "s".repeat(9_000)).status()).isEqualTo(413);
    }

    @Test
    void anExpiredSecretIsNoLongerGood() {
        String agentId = platform.hasAgent("agents:read");
        Instant end = Instant.now().plusSeconds(2).truncatedTo(ChronoUnit.SECONDS);
        String secret =
                platform.call(
                                "POST",
                                "/api/v1/agents/" + agentId + "/credentials",
                                TestPlatform.ADMIN,
                                "{\"expiresAt\":\"" + end + "\"}")
                        .text("clientSecret");

        int status = platform.token(agentId, secret).status();
        while (status == 200 && Instant.now().isBefore(end.plusSeconds(5))) {
            status = platform.token(agentId, secret).status();
        }

        assertThat(status).isEqualTo(401);
        assertThat(Instant.now()).isAfterOrEqualTo(end);
    }

    /** RFC 8414 section 3. */
    @Test
    void discoveryNamesTheEndpoints() {
        for (String path :
                List.of(
                        "/.well-known/oauth-authorization-server",
                        "/.well-known/openid-configuration")) {
            Answer answer = platform.get(path);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text("issuer")).isEqualTo(TestPlatform.ISSUER);
            assertThat(answer.text("token_endpoint"))
                    .isEqualTo(TestPlatform.ISSUER + "/api/v1/token");
            assertThat(answer.header("Cache-Control")).contains("max-age");
            assertThat(answer.json().path("grant_types_supported"))
                    .extracting(JsonNode::asText)
                    .containsExactly(
                            "client_credentials",
                            "urn:ietf:params:oauth:grant-type:token-exchange");
            assertThat(answer.json().path("token_endpoint_auth_methods_supported"))
                    .extracting(JsonNode::asText)
                    .containsExactly(
                            "client_secret_basic", "client_secret_post", "private_key_jwt");
            assertThat(answer.json().path("dpop_signing_alg_values_supported"))
                    .extracting(JsonNode::asText)
                    .containsExactly("ES256", "EdDSA", "RS256");
        }
    }

    @Test
    void jwksShowsPublicKeysOnlyAndMayBeCached() {
        Answer answer = platform.get("/.well-known/jwks.json");

        assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=300");
        assertThat(answer.json().path("keys")).hasSize(2);
        assertThat(answer.json().path("keys"))
                .allSatisfy(key -> {
                    assertThat(key.has("d")).isFalse();
                    assertThat(key.path("alg").asText()).isEqualTo("RS256");
                    assertThat(key.path("use").asText()).isEqualTo("sig");
                });
    }
}
