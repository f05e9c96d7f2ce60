package dev.sentinel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
import dev.sentinel.trust.token.Sha256;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RFC 9449 section 7.1 through a whole process: issued by identity, verified by the gateway. */
class DpopThroughGatewayTest {
    private static final String ISSUER = "https://identity.acme.test";
    private static final String PUBLIC = "https://api.acme.test";
    private static final String SCORE = "/v1/risk/score";

    @TempDir Path directory;

    /** A proof for this address; beside a token it names that. */
    private static String proof(ECKey key, String target, Optional<String> token)
            throws JOSEException {
        JWTClaimsSet.Builder claims =
                new JWTClaimsSet.Builder()
                        .jwtID(UUID.randomUUID().toString())
                        .claim("htm", "POST")
                        .claim("htu", target)
                        .issueTime(Date.from(Instant.now()));
        token.ifPresent(shown -> claims.claim("ath", Sha256.base64url(shown)));
        SignedJWT jwt =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.ES256)
                                .type(new JOSEObjectType("dpop+jwt"))
                                .jwk(key.toPublicJWK())
                                .build(),
                        claims.build());
        jwt.sign(new ECDSASigner(key));
        return jwt.serialize();
    }

    private static String token(TestSentinel sentinel, ECKey key) throws Exception {
        TestSentinel.Credential bot = sentinel.hasCredential(sentinel.hasAgent());
        JsonNode answer =
                sentinel.json(
                        200,
                        sentinel.identity("/api/v1/token")
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .header(
                                        "DPoP",
                                        proof(key, ISSUER + "/api/v1/token", Optional.empty()))
                                .POST(
                                        BodyPublishers.ofString(
                                                "grant_type=client_credentials&client_id="
                                                        + bot.clientId()
                                                        + "&client_secret="
                                                        + bot.clientSecret())));
        assertThat(answer.path("token_type").asText()).isEqualTo("DPoP");
        return answer.path("access_token").asText();
    }

    private static HttpResponse<byte[]> score(
            TestSentinel sentinel, String token, String txId, String proof) throws Exception {
        return sentinel.send(
                sentinel.scoring(txId)
                        .header("Authorization", "DPoP " + token)
                        .header("DPoP", proof));
    }

    private static void refused(HttpResponse<byte[]> answer, String error) {
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
                .contains("error=\"" + error + "\"");
    }

    @Test
    void aProofOpensTheGatewayForOneRequestAsTheCallerSeesIt() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).generate();
        try (TestDatabase stores = TestPostgres.fresh("audit", "identity", "risk");
                TestSentinel sentinel =
                        new TestSentinel(
                                directory,
                                stores,
                                TestRedis.fresh(),
                                Map.of("ISSUER_URL", ISSUER, "PUBLIC_URL", PUBLIC))) {
            sentinel.start();
            sentinel.hasModel();
            String token = token(sentinel, key);
            Optional<String> shown = Optional.of(token);
            String once = proof(key, PUBLIC + SCORE, shown);

            HttpResponse<byte[]> answer = score(sentinel, token, "bound-1", once);
            assertThat(answer.statusCode())
                    .as(new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo(200);

            refused(score(sentinel, token, "bound-2", once), "invalid_dpop_proof");
            refused(
                    score(sentinel, token, "bound-3", proof(key, PUBLIC + "/v1/cases", shown)),
                    "invalid_dpop_proof");
            // Where it listens is not where callers reach it: its own address is another server's.
            refused(
                    score(
                            sentinel,
                            token,
                            "bound-4",
                            proof(key, sentinel.scoring("x").build().uri().toString(), shown)),
                    "invalid_dpop_proof");
            refused(
                    score(sentinel, token, "bound-5", proof(key, PUBLIC + SCORE, Optional.empty())),
                    "invalid_dpop_proof");
            ECKey thief = new ECKeyGenerator(Curve.P_256).generate();
            refused(
                    score(sentinel, token, "bound-6", proof(thief, PUBLIC + SCORE, shown)),
                    "invalid_token");
            // Without a proof, by either name.
            refused(sentinel.score(token, "bound-7"), "invalid_token");
            refused(
                    sentinel.send(
                            sentinel.scoring("bound-8").header("Authorization", "DPoP " + token)),
                    "invalid_dpop_proof");
            // None of the refused ones was scored.
            for (int i = 2; i <= 8; i++) {
                assertThat(
                                sentinel.send(
                                                sentinel.gateway("/v1/transactions/bound-" + i)
                                                        .header(
                                                                "Authorization",
                                                                TestSentinel.ADMIN))
                                        .statusCode())
                        .isEqualTo(404);
            }
        }
    }
}
