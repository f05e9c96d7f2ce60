package dev.sentinel.trust.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.trust.revocation.Revocations;
import dev.sentinel.web.Caller;
import dev.sentinel.web.Head;
import dev.sentinel.web.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 9449 sections 4.3, 7.1, 9 and 11.1, with proofs that another library makes. */
class TokenAuthenticatorTest {
    private static final String BASE = "https://api.acme.test";
    private static final String TARGET = BASE + "/v1/risk/score";
    private final Clock clock = Clock.fixed(TestIssuer.NOW.plusSeconds(10), ZoneOffset.UTC);
    private final TestIssuer issuer = new TestIssuer();
    private final Revocations revocations = Revocations.following(clock, Duration.ofSeconds(10));
    private final ECKey key = key();
    private final String token = issuer.token(_ -> {}, claims -> claims.put("cnf", cnf()));
    private final TokenAuthenticator authenticator = authenticator(false);

    TokenAuthenticatorTest() {
        revocations.heard();
    }

    private TokenAuthenticator authenticator(boolean nonces) {
        return new TokenAuthenticator(
                new TokenVerifier(
                        issuer, revocations, TestIssuer.ISSUER, TestIssuer.AUDIENCE, clock),
                proofs(nonces),
                BASE,
                clock);
    }

    private DpopProofs proofs(boolean nonces) {
        return new DpopProofs(new DpopNonces(new Secret("a secret"), nonces, clock), clock);
    }

    private static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_256).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Map<String, Object> cnf() {
        try {
            return Map.of("jkt", key.computeThumbprint().toString());
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .jwtID(UUID.randomUUID().toString())
                .claim("htm", "POST")
                .claim("htu", TARGET)
                .claim("ath", Sha256.base64url(token))
                .issueTime(Date.from(clock.instant()));
    }

    private static JWSHeader header(ECKey shown) {
        return new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("dpop+jwt"))
                .jwk(shown.toPublicJWK())
                .build();
    }

    private static String signed(ECKey by, JWSHeader header, JWTClaimsSet claims) {
        try {
            SignedJWT jwt = new SignedJWT(header, claims);
            jwt.sign(new ECDSASigner(by));
            return jwt.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private String proof(UnaryOperator<JWTClaimsSet.Builder> change) {
        return signed(key, header(key), change.apply(claims()).build());
    }

    private record Shown(List<String> authorization, List<String> dpop) implements Head {
        @Override
        public String method() {
            return "POST";
        }

        @Override
        public String path() {
            return "/v1/risk/score";
        }

        @Override
        public Optional<String> header(String name) {
            return headers(name).stream().findFirst();
        }

        @Override
        public List<String> headers(String name) {
            return switch (name) {
                case "Authorization" -> authorization;
                case "DPoP" -> dpop;
                // What an attacker chooses must not matter.
                case "Host", "X-Forwarded-Host" -> List.of("evil.test");
                default -> List.of();
            };
        }

        @Override
        public String remoteAddress() {
            return "192.0.2.1";
        }
    }

    private Optional<Caller> shown(String authorization, String... proofs) {
        return authenticator.authenticate(new Shown(List.of(authorization), List.of(proofs)));
    }

    private Problem refusal(String authorization, String... proofs) {
        Problem problem = catchThrowableOfType(Problem.class, () -> shown(authorization, proofs));
        assertThat(problem).isNotNull();
        assertThat(problem.headers().get("WWW-Authenticate")).startsWith("DPoP error=");
        return problem;
    }

    @Test
    void aBoundTokenWorksWithAProofOfItsKey() {
        assertThat(shown("DPoP " + token, proof(claims -> claims)).orElseThrow().id())
                .isEqualTo("invoice-bot");
    }

    /** RFC 9449 section 4.3 item 9: query and fragment do not count, nor does the default port. */
    @Test
    void oneAddressHasManySpellings() {
        for (String htu :
                List.of(
                        TARGET + "?a=b",
                        TARGET + "#x",
                        "HTTPS://API.acme.test:443/v1/risk/score")) {
            assertThat(shown("DPoP " + token, proof(claims -> claims.claim("htu", htu))))
                    .isPresent();
        }
    }

    /** Section 7.2: whoever stole the token alone gets nowhere. */
    @Test
    void aBoundTokenIsNotTakenAsBearerNorAnUnboundOneAsDpop() {
        assertThat(refusal("Bearer " + token).text()).contains("bound to a key");
        assertThat(refusal("DPoP " + issuer.token(), proof(claims -> claims)).text())
                .contains("not bound");
    }

    @Test
    void aProofWorksOnce() {
        String proof = proof(claims -> claims);
        assertThat(shown("DPoP " + token, proof)).isPresent();

        assertThat(refusal("DPoP " + token, proof).text()).contains("used before");
    }

    @Test
    void thereIsExactlyOneProof() {
        refusal("DPoP " + token);
        refusal("DPoP " + token, proof(claims -> claims), proof(claims -> claims));
    }

    static Stream<Arguments> badClaims() {
        Date soon = Date.from(TestIssuer.NOW.plusSeconds(60));
        Date past = Date.from(TestIssuer.NOW.minusSeconds(120));
        return Stream.of(
                bad("another method", claims -> claims.claim("htm", "GET")),
                bad("no method", claims -> claims.claim("htm", null)),
                bad("another path", claims -> claims.claim("htu", BASE + "/v1/risk")),
                bad(
                        "another host",
                        claims -> claims.claim("htu", "https://evil.test/v1/risk/score")),
                bad("another scheme", claims -> claims.claim("htu", TARGET.replace("s:", ":"))),
                bad(
                        "another port",
                        claims -> claims.claim("htu", TARGET.replace(".test", ".test:8"))),
                bad("no address", claims -> claims.claim("htu", null)),
                bad("a path only", claims -> claims.claim("htu", "/v1/risk/score")),
                bad("another token", claims -> claims.claim("ath", Sha256.base64url("x"))),
                bad("no token", claims -> claims.claim("ath", null)),
                bad("old", claims -> claims.issueTime(past)),
                bad("from the future", claims -> claims.issueTime(soon)),
                bad("no time", claims -> claims.issueTime(null)),
                bad("no id", claims -> claims.jwtID(null)),
                bad("an id without end", claims -> claims.jwtID("x".repeat(300))));
    }

    private static Arguments bad(String name, UnaryOperator<JWTClaimsSet.Builder> change) {
        return Arguments.of(name, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badClaims")
    void aProofForAnythingElseIsRefused(String name, UnaryOperator<JWTClaimsSet.Builder> change) {
        assertThat(refusal("DPoP " + token, proof(change)).headers().get("WWW-Authenticate"))
                .as(name)
                .contains("invalid_dpop_proof");
    }

    /** Items 4 to 7: type, algorithm, key. */
    @Test
    void aProofThatIsNotSignedAsItShouldIsRefused() throws JOSEException {
        ECKey other = key();
        JWSHeader typeless =
                new JWSHeader.Builder(JWSAlgorithm.ES256).jwk(key.toPublicJWK()).build();
        JWSHeader keyless =
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType("dpop+jwt"))
                        .build();
        SignedJWT hmac =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.HS256)
                                .type(new JOSEObjectType("dpop+jwt"))
                                .jwk(key.toPublicJWK())
                                .build(),
                        claims().build());
        hmac.sign(new MACSigner(new byte[32]));
        List<String> proofs =
                new ArrayList<>(
                        List.of(
                                signed(key, typeless, claims().build()),
                                signed(key, keyless, claims().build()),
                                signed(other, header(key), claims().build()),
                                hmac.serialize(),
                                "a.b.c",
                                "x".repeat(5_000)));

        for (String proof : proofs) {
            refusal("DPoP " + token, proof);
        }
        assertThat(refusal("DPoP " + token, signed(other, header(other), claims().build())).text())
                .contains("another key");
    }

    /** Item 7: a private key in a header belongs to everybody from then on. */
    @Test
    void aProofThatShowsAPrivateKeyIsRefused() {
        String head =
                TestIssuer.part(
                        Map.of("typ", "dpop+jwt", "alg", "ES256", "jwk", key.toJSONObject()));
        String proof = proof(claims -> claims);

        assertThat(refusal("DPoP " + token, head + proof.substring(proof.indexOf('.'))).text())
                .contains("public key");
    }

    /** Section 9. */
    @Test
    void aNonceIsAskedForTakenAndChecked() {
        TokenAuthenticator strict = authenticator(true);
        Problem asked =
                catchThrowableOfType(
                        Problem.class,
                        () ->
                                strict.authenticate(
                                        new Shown(
                                                List.of("DPoP " + token),
                                                List.of(proof(claims -> claims)))));
        String nonce = String.valueOf(asked.headers().get("DPoP-Nonce"));

        assertThat(asked.headers().get("WWW-Authenticate")).contains("use_dpop_nonce");
        assertThat(
                        strict.authenticate(
                                new Shown(
                                        List.of("DPoP " + token),
                                        List.of(proof(claims -> claims.claim("nonce", nonce))))))
                .isPresent();
        // Also where none is required, a made-up one is not let through.
        assertThat(
                        refusal("DPoP " + token, proof(claims -> claims.claim("nonce", "made up")))
                                .headers())
                .containsKey("DPoP-Nonce");
    }

    @Test
    void whenThereIsRoomForNoMoreProofsNoneIsTaken() {
        SeenProofs small = new SeenProofs(2, clock);
        assertThat(small.take("one")).isTrue();
        assertThat(small.take("two")).isTrue();

        Problem full = catchThrowableOfType(Problem.class, () -> small.take("three"));

        assertThat(full.kind()).isEqualTo(Problem.Kind.UNAVAILABLE);
        assertThat(small.take("one")).isFalse();
    }

    /** RFC 7800 section 3: bound to what is not known here is bound to who knows what. */
    @Test
    void aTokenBoundToSomethingUnknownIsRefused() {
        for (Map<String, Object> cnf :
                List.<Map<String, Object>>of(
                        Map.of(), Map.of("kid", "x"), Map.of("jkt", "a", "kid", "x"))) {
            String odd = issuer.token(_ -> {}, claims -> claims.put("cnf", cnf));
            Problem problem = catchThrowableOfType(Problem.class, () -> shown("Bearer " + odd));
            assertThat(problem.text()).contains("lacks a required claim");
        }
    }
}
