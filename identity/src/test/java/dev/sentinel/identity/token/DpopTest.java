package dev.sentinel.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestClient;
import dev.sentinel.identity.testing.TestPlatform;
import dev.sentinel.identity.testing.TestPlatform.Options;
import dev.sentinel.trust.token.Sha256;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** RFC 9449 sections 5 to 8, through the token endpoint and the routes of identity. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DpopTest {
    private static final String TOKEN = "/api/v1/token";
    private final TestPlatform platform = new TestPlatform();
    private final ECKey key = TestClient.key("dpop");
    private final String bot =
            TestClient.registered(
                    platform, Map.of("dpopBoundAccessTokens", true), "agents:read", "tokens:read");
    private final String secret = platform.hasCredential(bot).text("clientSecret");

    @AfterAll
    void close() {
        platform.close();
    }

    private JWTClaimsSet.Builder claims(String method, String path) {
        return new JWTClaimsSet.Builder()
                .jwtID(UUID.randomUUID().toString())
                .claim("htm", method)
                .claim("htu", TestPlatform.ISSUER + path)
                .issueTime(Date.from(Instant.now()));
    }

    private String proof(JWTClaimsSet claims) {
        return proof(key, claims);
    }

    private static String proof(ECKey by, JWTClaimsSet claims) {
        return TestClient.signed(
                by,
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType("dpop+jwt"))
                        .jwk(by.toPublicJWK())
                        .build(),
                claims);
    }

    private Answer token(TestPlatform at, String... headers) {
        return at.form(
                TOKEN,
                Map.of(
                        "grant_type", "client_credentials",
                        "client_id", bot,
                        "client_secret", secret),
                headers);
    }

    private Answer get(String path, String token, String proof) {
        return platform.send(
                HttpRequest.newBuilder(platform.uri(path))
                        .header("Authorization", "DPoP " + token)
                        .header("DPoP", proof));
    }

    /** Sections 5 and 6.1: the token is of type DPoP and names the key. */
    @Test
    void aTokenIsBoundToTheKeyOfTheProofAndWorksWithIt() throws Exception {
        Answer answer = token(platform, "DPoP", proof(claims("POST", TOKEN).build()));
        String token = answer.text("access_token");
        String path = "/api/v1/agents/" + bot;

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.text("token_type")).isEqualTo("DPoP");
        assertThat(SignedJWT.parse(token).getJWTClaimsSet().getJSONObjectClaim("cnf"))
                .containsEntry("jkt", thumbprint());
        String proof = proof(claims("GET", path).claim("ath", Sha256.base64url(token)).build());
        assertThat(get(path, token, proof).status()).isEqualTo(200);
        assertThat(get(path, token, proof).status()).isEqualTo(401);

        Answer asBearer = platform.get(path, token);
        assertThat(asBearer.status()).isEqualTo(401);
        assertThat(asBearer.header("WWW-Authenticate")).startsWith("DPoP error=\"invalid_token\"");
    }

    private String thumbprint() throws JOSEException {
        return key.computeThumbprint().toString();
    }

    /** Section 6.2. */
    @Test
    void introspectionTellsWhatTheTokenIsBoundTo() throws JOSEException {
        String token =
                token(platform, "DPoP", proof(claims("POST", TOKEN).build())).text("access_token");
        Answer answer =
                platform.form(
                        "/api/v1/token/introspect",
                        Map.of("token", token),
                        "Authorization",
                        "Bearer " + TestPlatform.ADMIN);

        assertThat(answer.text("token_type")).isEqualTo("DPoP");
        assertThat(answer.json().path("cnf").path("jkt").asText()).isEqualTo(thumbprint());
    }

    /** Section 5.2: none of this client's tokens is ever a bearer token. */
    @Test
    void aClientThatIsPromisedBoundTokensGetsNoOthers() {
        Answer answer = token(platform);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_dpop_proof");
    }

    /**
     * RFC 9449 section 2: a bound token is worth nothing to who has not its key, at the token
     * endpoint (RFC 8693) as little as anywhere.
     */
    @Test
    void aBoundTokenIsExchangedOnlyWithItsKey() throws JOSEException {
        String subjectToken =
                token(platform, "DPoP", proof(claims("POST", TOKEN).build())).text("access_token");
        String worker = platform.hasAgent("agents:read");
        permit(worker);
        Map<String, String> exchange =
                Map.of(
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:token-exchange",
                        "client_id",
                        worker,
                        "client_secret",
                        platform.hasCredential(worker).text("clientSecret"),
                        "subject_token",
                        subjectToken,
                        "subject_token_type",
                        "urn:ietf:params:oauth:token-type:access_token");
        ECKey other = TestClient.key("thief");

        Answer without = platform.form(TOKEN, exchange);
        Answer withOther =
                platform.form(TOKEN, exchange, "DPoP", proof(other, claims("POST", TOKEN).build()));
        Answer with = platform.form(TOKEN, exchange, "DPoP", proof(claims("POST", TOKEN).build()));

        assertThat(without.status()).isEqualTo(400);
        assertThat(without.text("error")).isEqualTo("invalid_request");
        assertThat(without.text("error_description")).contains("bound to a key");
        assertThat(withOther.status()).isEqualTo(400);
        assertThat(with.status()).as(with.body()).isEqualTo(200);
        assertThat(with.text("token_type")).isEqualTo("DPoP");
    }

    private void permit(String worker) {
        Answer permitted =
                platform.call(
                        "POST",
                        "/api/v1/agents/" + worker + "/delegations",
                        TestPlatform.ADMIN,
                        Json.text(
                                Map.of(
                                        "subject",
                                        bot,
                                        "scopes",
                                        List.of("agents:read"),
                                        "expiresAt",
                                        Instant.now().plusSeconds(600).toString())));
        assertThat(permitted.status()).as(permitted.body()).isEqualTo(201);
    }

    @Test
    void aProofForAnotherRequestOrUsedBeforeIsRefused() {
        String once = proof(claims("POST", TOKEN).build());

        assertThat(token(platform, "DPoP", once).status()).isEqualTo(200);
        for (String bad :
                new String[] {
                    once,
                    proof(claims("GET", TOKEN).build()),
                    proof(claims("POST", "/oauth2/token").build()),
                    "nonsense"
                }) {
            Answer answer = token(platform, "DPoP", bad);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text("error")).isEqualTo("invalid_dpop_proof");
        }
        String one = proof(claims("POST", TOKEN).build());
        String two = proof(claims("POST", TOKEN).build());
        assertThat(token(platform, "DPoP", one, "DPoP", two).text("error"))
                .isEqualTo("invalid_dpop_proof");
    }

    /** Section 8: nonces need no memory, so that each process knows those of the others. */
    @Test
    void aNonceOfOneProcessIsGoodInAnother() {
        try (TestDatabase stores = TestPostgres.fresh("audit", "identity")) {
            String redis = TestRedis.fresh();
            try (TestPlatform one = new TestPlatform(stores, redis, Options.USUAL.nonces());
                    TestPlatform other = new TestPlatform(stores, redis, Options.USUAL.nonces())) {
                String agentId = one.hasAgent("agents:read");
                Map<String, String> form =
                        Map.of(
                                "grant_type",
                                "client_credentials",
                                "client_id",
                                agentId,
                                "client_secret",
                                one.hasCredential(agentId).text("clientSecret"));
                Answer asked = one.form(TOKEN, form, "DPoP", proof(claims("POST", TOKEN).build()));
                String nonce = asked.header("DPoP-Nonce");
                JWTClaimsSet again = claims("POST", TOKEN).claim("nonce", nonce).build();

                assertThat(asked.status()).isEqualTo(400);
                assertThat(asked.text("error")).isEqualTo("use_dpop_nonce");
                assertThat(other.form(TOKEN, form, "DPoP", proof(again)).status()).isEqualTo(200);
            }
        }
    }
}
