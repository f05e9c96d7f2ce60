package dev.sentinel.identity.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.SignedJWT;
import dev.sentinel.base.config.Settings;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.identity.person.PeopleConfig;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestPlatform;
import dev.sentinel.identity.testing.TestPlatform.Options;
import dev.sentinel.trust.token.SharedSecret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SharedSecretTest {
    private static final String SECRET = "a secret that others have, too: 32 bytes";

    private static PeopleConfig sharing() {
        return new PeopleConfig(
                PeopleConfig.DEFAULT.hashing(),
                PeopleConfig.DEFAULT.registration(),
                PeopleConfig.DEFAULT.signIn(),
                PeopleConfig.DEFAULT.register(),
                PeopleConfig.DEFAULT.accessLife(),
                PeopleConfig.DEFAULT.refreshLife(),
                Optional.of(new SharedSecret(new Secret(SECRET))));
    }

    @Test
    void signsTokensOfPeopleWhenItIsAskedFor() throws Exception {
        try (TestPlatform platform = new TestPlatform(Options.USUAL.people(sharing()))) {
            String token = Alice.in(platform, "viewer").signedIn().path("access_token").asText();

            SignedJWT jwt = SignedJWT.parse(token);
            assertThat(jwt.getHeader().getAlgorithm().getName()).isEqualTo("HS256");
            assertThat(jwt.verify(new MACVerifier(SECRET.getBytes(StandardCharsets.UTF_8))))
                    .isTrue();
            assertThat(platform.get("/api/v1/auth/me", token).status()).isEqualTo(200);
        }
    }

    /** Whoever can verify with the secret must not be able to make agents with it. */
    @Test
    void neverSpeaksForAgents() {
        SharedSecret secret = new SharedSecret(new Secret(SECRET));
        Map<String, Object> claims = new HashMap<>();
        long now = Instant.now().getEpochSecond();
        claims.put("iss", TestPlatform.ISSUER);
        claims.put("aud", "sentinel");
        claims.put("sub", "01890000-0000-7000-8000-000000000000");
        claims.put("wid", "acme");
        claims.put("jti", "1");
        claims.put("scope", "admin");
        claims.put("iat", now);
        claims.put("exp", now + 600);
        String agent = signed(secret, claims);
        claims.put("sub_type", "person");
        claims.put("role", "admin");
        String person = signed(secret, claims);
        try (TestPlatform sharing = new TestPlatform(Options.USUAL.people(sharing()));
                TestPlatform usual = new TestPlatform()) {
            Answer asAgent = sharing.get("/api/v1/agents", agent);
            Answer asPerson = sharing.get("/api/v1/users", person);

            assertThat(asAgent.status()).isEqualTo(401);
            assertThat(asPerson.status()).isEqualTo(200);
            assertThat(usual.get("/api/v1/users", person).status()).isEqualTo(401);
        }
    }

    @Test
    void isNotReadWithoutBeingAskedForAndNotTakenWhenItIsShort() {
        Settings lying = Settings.of(Map.of("JWT_SECRET_KEY", SECRET));
        Settings weak = Settings.of(Map.of("JWT_ALGORITHM", "HS256", "JWT_SECRET_KEY", "short"));

        assertThat(PeopleConfig.sharedSecret(lying)).isEmpty();
        assertThat(PeopleConfig.sharedSecret(weak)).isEmpty();
        assertThat(weak.problems()).singleElement().asString().contains("JWT_SECRET_KEY has 5");
        assertThatThrownBy(() -> new SharedSecret(new Secret("short")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String signed(SharedSecret secret, Map<String, Object> claims) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String input =
                base64.encodeToString(
                                Json.write(
                                        Map.of(
                                                "alg",
                                                "HS256",
                                                "typ",
                                                "at+jwt",
                                                "kid",
                                                secret.kid())))
                        + "."
                        + base64.encodeToString(Json.write(claims));
        return input
                + "."
                + base64.encodeToString(secret.sign(input.getBytes(StandardCharsets.US_ASCII)));
    }
}
