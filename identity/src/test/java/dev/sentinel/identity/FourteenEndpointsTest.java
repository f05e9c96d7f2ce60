package dev.sentinel.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestPlatform;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The agent identity API from outside, endpoint by endpoint as contract agentidp section 2 numbers
 * them: statuses, bodies, codes. Each test is one row of that table.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FourteenEndpointsTest {
    private static final String AGENTS = "/api/v1/agents";
    private static final String ADMIN = TestPlatform.ADMIN;
    private static final String UNKNOWN = UUID.randomUUID().toString();
    private final TestPlatform platform = new TestPlatform();

    @AfterAll
    void close() {
        platform.close();
    }

    private static void refused(Answer answer, int status, String code) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text("code")).isEqualTo(code);
        assertThat(answer.text("message")).isNotEmpty();
    }

    /** Section 3: what every endpoint with a token answers without one and without its scope. */
    private void guarded(String method, String path, String body) {
        Answer nobody = platform.call(method, path, "not.a.token", body);
        Answer other = platform.call(method, path, platform.tokenWith("risk:score"), body);

        refused(nobody, 401, "UNAUTHORIZED");
        assertThat(nobody.header("WWW-Authenticate")).startsWith("Bearer");
        refused(other, 403, "FORBIDDEN");
    }

    private static void isPage(Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().fieldNames())
                .toIterable()
                .containsExactly("data", "total", "page", "limit");
        assertThat(answer.json().path("page").intValue()).isEqualTo(1);
        assertThat(answer.json().path("limit").intValue()).isEqualTo(20);
    }

    @Test
    void createsAnAgent() {
        String body = TestPlatform.bot("agents:read");
        Answer made = platform.call("POST", AGENTS, ADMIN, body);

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().fieldNames())
                .toIterable()
                .contains(
                        "agentId",
                        "email",
                        "agentType",
                        "version",
                        "capabilities",
                        "owner",
                        "deploymentEnv",
                        "status",
                        "createdAt",
                        "updatedAt");
        assertThat(made.text("status")).isEqualTo("active");
        refused(platform.call("POST", AGENTS, ADMIN, body), 409, "AGENT_ALREADY_EXISTS");
        refused(platform.call("POST", AGENTS, ADMIN, "{}"), 400, "VALIDATION_ERROR");
        guarded("POST", AGENTS, body);
    }

    @Test
    void listsAgents() {
        platform.hasAgent("agents:read");
        isPage(platform.get(AGENTS, ADMIN));
        refused(platform.get(AGENTS + "?limit=0", ADMIN), 400, "VALIDATION_ERROR");
        guarded("GET", AGENTS, "");
    }

    @Test
    void showsAnAgent() {
        String agent = AGENTS + "/" + platform.hasAgent("agents:read");
        assertThat(platform.get(agent, ADMIN).status()).isEqualTo(200);
        refused(platform.get(AGENTS + "/" + UNKNOWN, ADMIN), 404, "AGENT_NOT_FOUND");
        guarded("GET", agent, "");
    }

    @Test
    void changesAnAgent() {
        String agent = AGENTS + "/" + platform.hasAgent("agents:read");
        Answer suspended = platform.call("PATCH", agent, ADMIN, "{\"status\":\"suspended\"}");
        Answer email = platform.call("PATCH", agent, ADMIN, "{\"email\":\"a@b.example\"}");

        assertThat(suspended.status()).isEqualTo(200);
        assertThat(suspended.text("status")).isEqualTo("suspended");
        refused(email, 400, "VALIDATION_ERROR");
        assertThat(email.json().path("details").path("field").asText()).isEqualTo("email");
        refused(
                platform.call("PATCH", AGENTS + "/" + UNKNOWN, ADMIN, "{\"owner\":\"bob\"}"),
                404,
                "AGENT_NOT_FOUND");
        guarded("PATCH", agent, "{\"owner\":\"bob\"}");
    }

    @Test
    void decommissionsAnAgent() {
        String agent = AGENTS + "/" + platform.hasAgent("agents:read");
        guarded("DELETE", agent, "");

        assertThat(platform.call("DELETE", agent, ADMIN, "").status()).isEqualTo(204);
        refused(platform.call("DELETE", agent, ADMIN, ""), 409, "AGENT_DECOMMISSIONED");
        refused(
                platform.call("PATCH", agent, ADMIN, "{\"owner\":\"bob\"}"),
                409,
                "AGENT_DECOMMISSIONED");
        assertThat(platform.get(agent, ADMIN).text("status")).isEqualTo("decommissioned");
    }

    @Test
    void generatesACredential() {
        String agentId = platform.hasAgent("agents:read");
        String path = AGENTS + "/" + agentId + "/credentials";
        Answer made = platform.call("POST", path, ADMIN, "{}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().fieldNames())
                .toIterable()
                .contains(
                        "credentialId",
                        "clientId",
                        "status",
                        "createdAt",
                        "expiresAt",
                        "revokedAt",
                        "clientSecret");
        assertThat(made.text("clientId")).isEqualTo(agentId);
        assertThat(made.text("clientSecret")).matches("sk_live_[0-9a-f]{64}");
        guarded("POST", path, "{}");
        platform.call("DELETE", AGENTS + "/" + agentId, ADMIN, "");
        refused(platform.call("POST", path, ADMIN, "{}"), 409, "AGENT_NOT_ACTIVE");
    }

    @Test
    void listsCredentialsWithoutSecrets() {
        String agentId = platform.hasAgent("agents:read");
        platform.hasCredential(agentId);
        String path = AGENTS + "/" + agentId + "/credentials";
        Answer list = platform.get(path, ADMIN);

        isPage(list);
        assertThat(list.json().path("data").path(0).has("clientSecret")).isFalse();
        guarded("GET", path, "");
    }

    @Test
    void rotatesACredential() {
        String agentId = platform.hasAgent("agents:read");
        Answer made = platform.hasCredential(agentId);
        String all = AGENTS + "/" + agentId + "/credentials/";
        String rotate = all + made.text("credentialId") + "/rotate";
        guarded("POST", rotate, "");
        Answer rotated = platform.call("POST", rotate, ADMIN, "");

        assertThat(rotated.status()).isEqualTo(200);
        assertThat(rotated.text("credentialId")).isEqualTo(made.text("credentialId"));
        assertThat(rotated.text("clientSecret")).isNotEqualTo(made.text("clientSecret"));
        assertThat(platform.token(agentId, made.text("clientSecret")).status()).isEqualTo(401);
        refused(
                platform.call("POST", all + UNKNOWN + "/rotate", ADMIN, ""),
                404,
                "CREDENTIAL_NOT_FOUND");
    }

    @Test
    void revokesACredential() {
        String agentId = platform.hasAgent("agents:read");
        String all = AGENTS + "/" + agentId + "/credentials/";
        String one = all + platform.hasCredential(agentId).text("credentialId");
        guarded("DELETE", one, "");

        assertThat(platform.call("DELETE", one, ADMIN, "").status()).isEqualTo(204);
        refused(platform.call("DELETE", one, ADMIN, ""), 409, "CREDENTIAL_ALREADY_REVOKED");
        refused(platform.call("DELETE", all + UNKNOWN, ADMIN, ""), 404, "CREDENTIAL_NOT_FOUND");
    }

    /** Section 6, with RFC 6749's error body. */
    @Test
    void issuesAToken() {
        String agentId = platform.hasAgent("agents:read");
        String secret = platform.hasCredential(agentId).text("clientSecret");
        Answer token = platform.token(agentId, secret);

        assertThat(token.status()).isEqualTo(200);
        assertThat(token.text("token_type")).isEqualTo("Bearer");
        assertThat(token.json().path("expires_in").intValue()).isEqualTo(3_600);
        assertThat(token.text("scope")).isEqualTo("agents:read");
        assertThat(token.header("Cache-Control")).isEqualTo("no-store");
        assertThat(token.header("Pragma")).isEqualTo("no-cache");
        oauth(platform.token(agentId, "sk_live_wrong"), 401, "invalid_client");
        oauth(platform.token(agentId, secret, "no:such"), 400, "invalid_scope");
        oauth(
                platform.form("/api/v1/token", Map.of("grant_type", "password")),
                400,
                "unsupported_grant_type");
        platform.call("PATCH", AGENTS + "/" + agentId, ADMIN, "{\"status\":\"suspended\"}");
        oauth(platform.token(agentId, secret), 403, "unauthorized_client");
    }

    private static void oauth(Answer answer, int status, String error) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text("error")).isEqualTo(error);
        assertThat(answer.text("error_description")).isNotEmpty();
    }

    /** RFC 7662 section 2.2, RFC 7009 section 2.2. */
    @Test
    void introspectsAndRevokesAToken() {
        String by = "Bearer " + platform.tokenWith("tokens:read", "admin");
        String token = platform.tokenWith("agents:read");
        Map<String, String> form = Map.of("token", token);

        Answer live = platform.form("/api/v1/token/introspect", form, "Authorization", by);
        Answer revoked = platform.form("/api/v1/token/revoke", form, "Authorization", by);
        Answer dead = platform.form("/api/v1/token/introspect", form, "Authorization", by);

        assertThat(live.status()).isEqualTo(200);
        assertThat(live.json().path("active").booleanValue()).isTrue();
        assertThat(live.json().fieldNames())
                .toIterable()
                .contains("sub", "client_id", "scope", "token_type", "iat", "exp");
        assertThat(revoked.status()).isEqualTo(200);
        assertThat(dead.body()).isEqualTo("{\"active\":false}");
        await().untilAsserted(
                        () -> assertThat(platform.get(AGENTS, token).status()).isEqualTo(401));
    }

    /** Section 7. */
    @Test
    void showsTheAuditLog() {
        String agentId = platform.hasAgent("agents:read");
        Answer list = platform.get("/api/v1/audit?agentId=" + agentId, ADMIN);
        JsonNode event = list.json().path("data").path(0);
        Answer one = platform.get("/api/v1/audit/" + event.path("eventId").asText(), ADMIN);

        isPage(list);
        assertThat(event.fieldNames())
                .toIterable()
                .contains(
                        "eventId",
                        "agentId",
                        "action",
                        "outcome",
                        "ipAddress",
                        "userAgent",
                        "metadata",
                        "timestamp");
        assertThat(event.path("action").asText()).isEqualTo("agent.created");
        assertThat(event.path("outcome").asText()).isEqualTo("success");
        assertThat(one.status()).isEqualTo(200);
        assertThat(one.json()).isEqualTo(event);
        refused(platform.get("/api/v1/audit/" + UNKNOWN, ADMIN), 404, "AUDIT_EVENT_NOT_FOUND");
        refused(platform.get("/api/v1/audit?startDate=soon", ADMIN), 400, "VALIDATION_ERROR");
        guarded("GET", "/api/v1/audit", "");
    }

    /** Section 11. */
    @Test
    void saysHowItIs() {
        Answer health = platform.get("/health");

        assertThat(health.status()).isEqualTo(200);
        assertThat(health.body())
                .isEqualTo(
                        "{\"status\":\"ok\",\"postgres\":\"connected\",\"redis\":\"connected\"}");
    }

    /** Section 2: no other workspace's agent, credential or event can be told from none. */
    @Test
    void otherWorkspacesDoNotExist() {
        String stranger = "person:ADMIN:umbrella";
        String agentId = platform.hasAgent("agents:read");
        String credential = platform.hasCredential(agentId).text("credentialId");
        String agent = AGENTS + "/" + agentId;
        String event =
                platform.get("/api/v1/audit?agentId=" + agentId, ADMIN)
                        .json()
                        .path("data")
                        .path(0)
                        .path("eventId")
                        .asText();

        for (Answer answer :
                List.of(
                        platform.get(agent, stranger),
                        platform.call("PATCH", agent, stranger, "{\"owner\":\"eve\"}"),
                        platform.call("DELETE", agent, stranger, ""),
                        platform.call("POST", agent + "/credentials", stranger, ""),
                        platform.get(agent + "/credentials", stranger),
                        platform.call(
                                "POST",
                                agent + "/credentials/" + credential + "/rotate",
                                stranger,
                                ""),
                        platform.call(
                                "DELETE", agent + "/credentials/" + credential, stranger, ""))) {
            refused(answer, 404, "AGENT_NOT_FOUND");
        }
        refused(platform.get("/api/v1/audit/" + event, stranger), 404, "AUDIT_EVENT_NOT_FOUND");
    }
}
