package dev.sentinel.identity.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.Entry;
import dev.sentinel.base.json.Json;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestPlatform;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client metadata of RFC 7591 section 2, RFC 8705 section 2.1.2 and RFC 9449 section 5.2. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientMetadataTest {
    private static final String AGENTS = "/api/v1/agents";
    private static final String ADMIN = TestPlatform.ADMIN;
    private final TestPlatform platform = new TestPlatform();

    @AfterAll
    void close() {
        platform.close();
    }

    private Answer register(Map<String, ?> metadata) {
        ObjectNode bot = (ObjectNode) Json.tree(TestPlatform.bot("agents:read"));
        metadata.forEach((field, value) -> bot.set(field, Json.mapper().valueToTree(value)));
        return platform.call("POST", AGENTS, ADMIN, bot.toString());
    }

    private Answer patch(String agentId, String body) {
        return platform.call("PATCH", AGENTS + "/" + agentId, ADMIN, body);
    }

    private static JWK key(String kid) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Map<String, Object> jwks(JWK... keys) {
        return new JWKSet(List.of(keys)).toJSONObject(true);
    }

    private static String field(Answer refusal) {
        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.text("code")).isEqualTo("VALIDATION_ERROR");
        return refusal.json().path("details").path("field").asText();
    }

    @Test
    void keepsAndShowsWhatWasRegistered() {
        Map<String, Object> keys = jwks(key("first"), key("second"));
        Answer made =
                register(
                        Map.of(
                                "tokenEndpointAuthMethod",
                                "private_key_jwt",
                                "jwks",
                                keys,
                                "tlsClientAuthSubjectDn",
                                "CN=invoice bot, O=Acme",
                                "dpopBoundAccessTokens",
                                true));
        Answer shown = platform.get(AGENTS + "/" + made.text("agentId"), ADMIN);

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().path("jwks")).isEqualTo(Json.mapper().valueToTree(keys));
        assertThat(made.text("tokenEndpointAuthMethod")).isEqualTo("private_key_jwt");
        assertThat(made.text("tlsClientAuthSubjectDn")).isEqualTo("CN=invoice bot, O=Acme");
        assertThat(made.json().path("dpopBoundAccessTokens").booleanValue()).isTrue();
        assertThat(shown.json()).isEqualTo(made.json());
    }

    @Test
    void setsChangesAndClearsByPatchAndAuditsOldAndNew() {
        String agentId = platform.hasAgent("agents:read");
        Answer byUrl =
                patch(
                        agentId,
                        """
                        {"tokenEndpointAuthMethod": "private_key_jwt",
                         "jwksUri": "https://keys.acme.test/jwks"}
                        """);
        Answer cleared =
                patch(
                        agentId,
                        """
                        {"tokenEndpointAuthMethod": "client_secret_basic", "jwksUri": null}
                        """);

        assertThat(byUrl.text("jwksUri")).isEqualTo("https://keys.acme.test/jwks");
        assertThat(cleared.status()).isEqualTo(200);
        assertThat(cleared.json().has("jwksUri")).isFalse();
        AuditEvent last = lastUpdate(agentId);
        assertThat(last.before())
                .containsEntry("tokenEndpointAuthMethod", "private_key_jwt")
                .containsEntry("jwksUri", "https://keys.acme.test/jwks");
        assertThat(last.after())
                .containsEntry("tokenEndpointAuthMethod", "client_secret_basic")
                .doesNotContainKeys("jwksUri", "owner");
    }

    /** RFC 7517 section 9.2: a private or symmetric key in a public place signs for everybody. */
    @Test
    void takesPublicKeysOnly() throws JOSEException {
        JWK ec = key("ec");
        JWK secret = new OctetSequenceKeyGenerator(256).keyID("hmac").generate();
        JWK weak = new RSAKeyGenerator(1_024, true).keyID("weak").generate();
        JWK otherCurve = new ECKeyGenerator(Curve.P_521).keyID("curve").generate();
        Stream.of(
                        Map.of("keys", List.of(ec.toJSONObject())),
                        Map.of("keys", List.of(secret.toJSONObject())),
                        jwks(weak),
                        jwks(otherCurve),
                        jwks(ec, ec),
                        jwks(key("  ")),
                        jwks(key("k1\n2026-06-05 an invented line")),
                        jwks(key("k1\u001b[2J")),
                        jwks(key("k1\u202e")),
                        Map.of("keys", List.of()),
                        Map.of("keys", List.of(Map.of("kty", "EC", "kid", "half"))),
                        Map.of("keys", "none"),
                        List.of(ec.toJSONObject()),
                        jwks(
                                IntStream.range(0, 11)
                                        .mapToObj(i -> key("k" + i))
                                        .toArray(JWK[]::new)))
                .forEach(keys ->
                        assertThat(field(register(Map.of("jwks", keys)))).isEqualTo("jwks"));
    }

    @ParameterizedTest
    @CsvSource({
        "jwksUri, http://keys.acme.test/jwks",
        "jwksUri, https://user@keys.acme.test/jwks",
        "jwksUri, https://keys.acme.test/jwks#x",
        "jwksUri, file:///etc/passwd",
        "jwksUri, not a url",
        "tokenEndpointAuthMethod, none",
        "tokenEndpointAuthMethod, client_secret_jwt",
        "tlsClientAuthSubjectDn, not a name",
        "dpopBoundAccessTokens, yes",
    })
    void namesTheFieldThatIsWrong(String name, String value) {
        assertThat(field(register(Map.of(name, value)))).isEqualTo(name);
    }

    @Test
    void refusesFieldsThatContradictEachOther() {
        Map<String, Object> both =
                Map.of("jwks", jwks(key("a")), "jwksUri", "https://keys.acme.test/jwks");
        String agentId = platform.hasAgent("agents:read");

        assertThat(field(register(both))).isEqualTo("jwksUri");
        for (String method :
                List.of("private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth")) {
            String body = Json.text(Map.of("tokenEndpointAuthMethod", method));
            assertThat(field(patch(agentId, body))).isEqualTo("tokenEndpointAuthMethod");
        }
        Map<String, Object> uncertified =
                Map.of(
                        "tokenEndpointAuthMethod",
                        "self_signed_tls_client_auth",
                        "jwks",
                        jwks(key("a")));
        assertThat(field(register(uncertified))).isEqualTo("tokenEndpointAuthMethod");
    }

    @Test
    void aStricterSettingEndsTheTokensThatAreOut() {
        String agentId = platform.hasAgent("agents:read");
        String secret = platform.hasCredential(agentId).text("clientSecret");
        String token = platform.token(agentId, secret).text("access_token");
        assertThat(platform.get(AGENTS, token).status()).isEqualTo(200);

        assertThat(patch(agentId, "{\"dpopBoundAccessTokens\": true}").status()).isEqualTo(200);

        Answer introspected =
                platform.form(
                        "/api/v1/token/introspect",
                        Map.of("token", token),
                        "Authorization",
                        "Bearer " + ADMIN);
        assertThat(introspected.json().path("active").booleanValue()).isFalse();
    }

    private AuditEvent lastUpdate(String agentId) {
        return platform.audited("acme").stream()
                .map(Entry::event)
                .filter(event -> event.target().filter(on -> on.id().equals(agentId)).isPresent())
                .filter(event -> event.action().equals("agent.updated"))
                .findFirst()
                .orElseThrow();
    }
}
