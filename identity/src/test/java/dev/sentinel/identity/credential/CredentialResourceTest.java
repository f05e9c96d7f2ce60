package dev.sentinel.identity.credential;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.Entry;
import dev.sentinel.base.json.Json;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestPlatform;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CredentialResourceTest {
    private static final String ADMIN = TestPlatform.ADMIN;
    private final TestPlatform platform = new TestPlatform();

    @AfterAll
    void close() {
        platform.close();
    }

    private static String path(String agentId) {
        return "/api/v1/agents/" + agentId + "/credentials";
    }

    @Test
    void showsTheSecretOnceAndKeepsOnlyItsMac() {
        String agentId = platform.hasAgent("agents:read");
        Answer made = platform.hasCredential(agentId);
        String secret = made.text("clientSecret");
        Answer listed = platform.get(path(agentId), ADMIN);

        assertThat(made.status()).isEqualTo(201);
        assertThat(secret).matches("sk_live_[0-9a-f]{64}");
        assertThat(made.text("clientId")).isEqualTo(agentId);
        assertThat(made.text("status")).isEqualTo("active");
        assertThat(made.json().path("expiresAt").isNull()).isTrue();
        assertThat(listed.body()).contains(made.text("credentialId")).doesNotContain("sk_live_");
        assertThat(listed.json().path("total").intValue()).isEqualTo(1);
        assertThat(everythingStored()).doesNotContain(secret, secret.substring(8));
    }

    /** All rows that identity and the audit log have written, as text. */
    private String everythingStored() {
        return platform.database.read(tx ->
                String.join(
                        "\n",
                        tx.list(
                                row -> row.getString(1),
                                """
                                SELECT c::text FROM identity.credential c
                                UNION ALL SELECT a::text FROM identity.agent a
                                UNION ALL SELECT e::text FROM audit.event e
                                UNION ALL SELECT p::text FROM audit.personal p
                                """)));
    }

    @Test
    void manyCredentialsWorkAtOnceUpToTheLimit() {
        String agentId = platform.hasAgent("agents:read");
        List<Answer> made =
                java.util.stream.IntStream.range(0, 6)
                        .mapToObj(_ -> platform.hasCredential(agentId))
                        .toList();

        assertThat(made.subList(0, 5))
                .allSatisfy(each ->
                        assertThat(platform.token(agentId, each.text("clientSecret")).status())
                                .isEqualTo(200));
        assertThat(made.getLast().status()).isEqualTo(409);
        assertThat(made.getLast().text("code")).isEqualTo("CREDENTIAL_LIMIT_EXCEEDED");
    }

    @Test
    void rotatingKeepsTheIdAndEndsTheOldSecretAndItsTokens() {
        String agentId = platform.hasAgent("agents:read");
        Answer made = platform.hasCredential(agentId);
        String old = platform.token(agentId, made.text("clientSecret")).text("access_token");

        Answer rotated =
                platform.call(
                        "POST",
                        path(agentId) + "/" + made.text("credentialId") + "/rotate",
                        ADMIN,
                        "");
        Answer byOldSecret = platform.token(agentId, made.text("clientSecret"));
        Answer byNewSecret = platform.token(agentId, rotated.text("clientSecret"));

        assertThat(rotated.status()).isEqualTo(200);
        assertThat(rotated.text("credentialId")).isEqualTo(made.text("credentialId"));
        assertThat(byOldSecret.status()).isEqualTo(401);
        assertThat(byNewSecret.status()).isEqualTo(200);
        assertThat(platform.get(path(agentId), old).status()).isEqualTo(401);
        assertThat(platform.get(path(agentId), byNewSecret.text("access_token")).status())
                .isEqualTo(200);
    }

    @Test
    void revokingEndsItsTokensAndNoOthers() {
        String agentId = platform.hasAgent("agents:read");
        Answer leaked = platform.hasCredential(agentId);
        Answer other = platform.hasCredential(agentId);
        String leakedToken =
                platform.token(agentId, leaked.text("clientSecret")).text("access_token");
        String otherToken =
                platform.token(agentId, other.text("clientSecret")).text("access_token");
        String one = path(agentId) + "/" + leaked.text("credentialId");

        assertThat(platform.call("DELETE", one, ADMIN, "").status()).isEqualTo(204);
        Answer again = platform.call("DELETE", one, ADMIN, "");
        Answer rotated = platform.call("POST", one + "/rotate", ADMIN, "");

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text("code")).isEqualTo("CREDENTIAL_ALREADY_REVOKED");
        assertThat(rotated.status()).isEqualTo(409);
        assertThat(platform.get(path(agentId), leakedToken).status()).isEqualTo(401);
        assertThat(platform.get(path(agentId), otherToken).status()).isEqualTo(200);
        assertThat(platform.token(agentId, leaked.text("clientSecret")).status()).isEqualTo(401);
    }

    @Test
    void onlyAnActiveAgentGetsOne() {
        String agentId = platform.hasAgent("agents:read");
        platform.call("PATCH", "/api/v1/agents/" + agentId, ADMIN, "{\"status\":\"suspended\"}");

        Answer refused = platform.hasCredential(agentId);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("code")).isEqualTo("AGENT_NOT_ACTIVE");
    }

    @Test
    void anAgentManagesItsOwnOnly() {
        String self = platform.hasAgent("agents:read", "agents:write");
        String token =
                platform.token(self, platform.hasCredential(self).text("clientSecret"))
                        .text("access_token");
        String other = platform.hasAgent("agents:read");

        assertThat(platform.call("POST", path(self), token, "{}").status()).isEqualTo(201);
        assertThat(platform.call("POST", path(other), token, "{}").status()).isEqualTo(403);
        assertThat(platform.get(path(other), token).status()).isEqualTo(403);
    }

    /** A leaked narrow token must not be the way to all that its agent may. */
    @Test
    void aNarrowTokenMakesNoWiderCredential() {
        String agentId = platform.hasAgent("agents:read", "agents:write", "audit:read");
        Answer first = platform.hasCredential(agentId);
        String narrow =
                platform.token(agentId, first.text("clientSecret"), "agents:write")
                        .text("access_token");

        Answer made = platform.call("POST", path(agentId), narrow, "{}");
        Answer all = platform.token(agentId, made.text("clientSecret"));
        Answer wider = platform.token(agentId, made.text("clientSecret"), "audit:read");

        assertThat(made.status()).isEqualTo(201);
        assertThat(words(made.json().path("scopes"))).containsExactly("agents:write");
        assertThat(first.json().path("scopes").isNull()).isTrue();
        assertThat(all.text("scope")).isEqualTo("agents:write");
        assertThat(wider.status()).isEqualTo(400);
        assertThat(wider.text("error")).isEqualTo("invalid_scope");
    }

    @Test
    void aNarrowTokenGetsNoNewSecretOfAWiderCredential() {
        String agentId = platform.hasAgent("agents:read", "agents:write");
        Answer wide = platform.hasCredential(agentId);
        String narrow =
                platform.token(agentId, wide.text("clientSecret"), "agents:write")
                        .text("access_token");
        String whole =
                platform.token(agentId, wide.text("clientSecret"), "agents:read agents:write")
                        .text("access_token");
        String rotate = path(agentId) + "/" + wide.text("credentialId") + "/rotate";

        Answer refused = platform.call("POST", rotate, narrow, "");
        Answer rotated = platform.call("POST", rotate, whole, "");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("message")).contains("scopes that your token does not carry");
        assertThat(rotated.status()).isEqualTo(200);
    }

    @Test
    void aTokenEndsWithTheCredentialItWasIssuedFor() {
        String agentId = platform.hasAgent("agents:read");
        Instant end = Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.SECONDS);
        Answer made =
                platform.call("POST", path(agentId), ADMIN, "{\"expiresAt\":\"" + end + "\"}");

        Answer token = platform.token(agentId, made.text("clientSecret"));

        assertThat(made.text("expiresAt")).isEqualTo(end.toString());
        assertThat(token.json().path("expires_in").asLong()).isBetween(590L, 600L);
        assertThat(claims(token.text("access_token")).path("exp").asLong())
                .isEqualTo(end.getEpochSecond());
    }

    @Test
    void anExpiredCredentialSaysSoAndCanBeRevoked() {
        String agentId = platform.hasAgent("agents:read");
        Answer made = platform.hasCredential(agentId);
        String one = path(agentId) + "/" + made.text("credentialId");
        expire(made.text("credentialId"));

        Answer listed = platform.get(path(agentId), ADMIN);
        Answer token = platform.token(agentId, made.text("clientSecret"));
        Answer rotated = platform.call("POST", one + "/rotate", ADMIN, "");
        Answer revoked = platform.call("DELETE", one, ADMIN, "");

        assertThat(listed.json().path("data").path(0).path("status").asText()).isEqualTo("expired");
        assertThat(token.status()).isEqualTo(401);
        assertThat(rotated.status()).isEqualTo(409);
        assertThat(rotated.text("code")).isEqualTo("CREDENTIAL_EXPIRED");
        assertThat(revoked.status()).isEqualTo(204);
        assertThat(
                        platform.get(path(agentId), ADMIN)
                                .json()
                                .path("data")
                                .path(0)
                                .path("status")
                                .asText())
                .isEqualTo("revoked");
    }

    /** As if its time had come: the API takes no end in the past. */
    private void expire(String credentialId) {
        platform.database.inTransaction(tx ->
                tx.execute(
                        """
                        UPDATE identity.credential SET expires_at = now() - interval '1 minute'
                         WHERE credential_id = ?
                        """,
                        UUID.fromString(credentialId)));
    }

    @Test
    void everyChangeIsAuditedWithOldAndNewValues() {
        String agentId = platform.hasAgent("agents:read");
        Answer made = platform.hasCredential(agentId);
        String one = path(agentId) + "/" + made.text("credentialId");
        platform.call("POST", one + "/rotate", ADMIN, "");
        platform.call("DELETE", one, ADMIN, "");
        Answer other = platform.hasCredential(agentId);
        platform.call("DELETE", "/api/v1/agents/" + agentId, ADMIN, "");

        List<AuditEvent> events =
                platform.audited("acme").stream()
                        .map(Entry::event)
                        .filter(event -> event.action().startsWith("credential."))
                        .filter(event -> event.target().orElseThrow().id().equals(agentId))
                        .toList();

        assertThat(events)
                .extracting(AuditEvent::action)
                .containsExactly(
                        "credential.revoked",
                        "credential.generated",
                        "credential.revoked",
                        "credential.rotated",
                        "credential.generated");
        assertThat(events.get(4).after()).containsEntry("status", "active");
        assertThat(events.get(3).before())
                .containsOnly(Map.entry("secretSince", made.text("createdAt")));
        assertThat(events.get(3).after()).containsOnlyKeys("secretSince");
        assertThat(events.get(3).after()).isNotEqualTo(events.get(3).before());
        assertThat(events.get(2).before()).containsOnly(Map.entry("status", "active"));
        assertThat(events.get(2).after())
                .containsEntry("status", "revoked")
                .containsKey("revokedAt");
        assertThat(events.getFirst().metadata())
                .containsEntry("credentialId", other.text("credentialId"));
        assertThat(events.getFirst().before()).containsOnly(Map.entry("status", "active"));
    }

    private static List<String> words(JsonNode list) {
        return list.valueStream().map(JsonNode::asText).toList();
    }

    private static JsonNode claims(String token) {
        return Json.tree(
                new String(
                        Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]),
                        StandardCharsets.UTF_8));
    }

    @Test
    void namesWhatIsMissingOrWrong() {
        String agentId = platform.hasAgent("agents:read");
        Answer unknown =
                platform.call("DELETE", path(agentId) + "/" + UUID.randomUUID(), ADMIN, "");

        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.text("code")).isEqualTo("CREDENTIAL_NOT_FOUND");
        for (String body :
                List.of(
                        "{\"expiresAt\":\"2020-01-01T00:00:00Z\"}",
                        "{\"expiresAt\":\"soon\"}",
                        "{\"expiresAt\":\"+294277-01-01T00:00:00Z\"}",
                        "{\"endsAt\":\"2030-01-01T00:00:00Z\"}")) {
            Answer answer = platform.call("POST", path(agentId), ADMIN, body);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text("code")).isEqualTo("VALIDATION_ERROR");
        }
    }
}
