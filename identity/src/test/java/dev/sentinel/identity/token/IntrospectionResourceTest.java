package dev.sentinel.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestPlatform;
import dev.sentinel.trust.ServiceKeys;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** RFC 7662 and RFC 7009. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IntrospectionResourceTest {
    private final TestPlatform platform = new TestPlatform();

    @AfterAll
    void close() {
        platform.close();
    }

    private Answer introspect(String token, String bearer) {
        return platform.form(
                "/api/v1/token/introspect",
                Map.of("token", token),
                "Authorization",
                "Bearer " + bearer);
    }

    private Answer revoke(String token, String bearer) {
        return platform.form(
                "/api/v1/token/revoke",
                Map.of("token", token),
                "Authorization",
                "Bearer " + bearer);
    }

    /** RFC 7662 section 2.2. */
    @Test
    void saysWhatALiveTokenSays() {
        String token = platform.tokenWith("agents:read", "tokens:read");

        Answer answer = introspect(token, token);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("active").booleanValue()).isTrue();
        assertThat(answer.text("scope")).isEqualTo("agents:read tokens:read");
        assertThat(answer.text("token_type")).isEqualTo("Bearer");
        assertThat(answer.text("iss")).isEqualTo(TestPlatform.ISSUER);
        assertThat(answer.json().path("exp").longValue())
                .isEqualTo(answer.json().path("iat").longValue() + 3600);
        assertThat(answer.text("sub")).isEqualTo(answer.text("client_id"));
    }

    /** RFC 7662 section 2.2: nothing more is said of a token that is not active. */
    @Test
    void saysNothingOfBrokenForgedAndForeignTokens() {
        String token = platform.tokenWith("agents:read");
        String forged = token.substring(0, token.length() - 8) + "AAAAAAAA";

        for (Answer answer :
                new Answer[] {
                    introspect("nonsense", TestPlatform.ADMIN),
                    introspect(forged, TestPlatform.ADMIN),
                    introspect(token, "person:ADMIN:umbrella")
                }) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"active\":false}");
        }
    }

    @Test
    void servicesMayAskToo() {
        Answer answer =
                platform.form(
                        "/api/v1/token/introspect",
                        Map.of("token", platform.tokenWith("agents:read")),
                        "Authorization",
                        ServiceKeys.header("verifier", TestPlatform.SERVICE_KEY));

        assertThat(answer.json().path("active").booleanValue()).isTrue();
    }

    @Test
    void needsTheScopeAndTheToken() {
        String token = platform.tokenWith("agents:read");

        assertThat(introspect(token, token).status()).isEqualTo(403);
        assertThat(introspect("", TestPlatform.ADMIN).status()).isEqualTo(400);
        assertThat(platform.form("/api/v1/token/introspect", Map.of("token", token)).status())
                .isEqualTo(401);
    }

    /** RFC 7009 section 2.2. */
    @Test
    void aRevokedTokenIsRefusedAndRevokingAgainIsNoError() {
        String token = platform.tokenWith("agents:read", "tokens:read");
        assertThat(platform.get("/api/v1/agents", token).status()).isEqualTo(200);

        assertThat(revoke(token, token).status()).isEqualTo(200);
        Answer again = revoke(token, TestPlatform.ADMIN);
        Answer nonsense = revoke("nonsense", TestPlatform.ADMIN);

        assertThat(again.status()).isEqualTo(200);
        assertThat(nonsense.status()).isEqualTo(200);
        assertThat(introspect(token, TestPlatform.ADMIN).body()).isEqualTo("{\"active\":false}");
        assertThat(platform.get("/api/v1/agents", token).status()).isEqualTo(401);
    }

    /** RFC 7009 section 2.1: issued to the client that makes the request. */
    @Test
    void anAgentRevokesItsOwnTokensOnly() {
        String mine = platform.tokenWith("tokens:read");
        String theirs = platform.tokenWith("agents:read");

        Answer refused = revoke(theirs, mine);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("error")).isEqualTo("access_denied");
        assertThat(platform.get("/api/v1/agents", theirs).status()).isEqualTo(200);
    }
}
