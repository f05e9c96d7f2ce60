package dev.sentinel.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import dev.sentinel.web.Problem.Kind;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DialectTest {
    private final Problem invalid = Problem.invalid("email", "must be an address");

    @Test
    void agentHasCodeMessageAndDetails() {
        // contract agentidp.md 3
        Response answer = Dialect.AGENT.render(invalid, "req_1");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(text(answer))
                .isEqualTo(
                        "{\"code\":\"VALIDATION_ERROR\",\"message\":\"email must be an address\","
                                + "\"details\":{\"field\":\"email\",\"reason\":\"must be an address\"}}");
        assertThat(text(Dialect.AGENT.render(Problem.notFound("AGENT_NOT_FOUND", "no"), "r")))
                .isEqualTo("{\"code\":\"AGENT_NOT_FOUND\",\"message\":\"no\"}");
    }

    @Test
    void oauthHasErrorAndDescription() {
        // RFC 6749 section 5.2
        Response answer =
                Dialect.OAUTH.render(Problem.oauth(400, "invalid_grant", "it is used"), "req_1");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(text(answer))
                .isEqualTo("{\"error\":\"invalid_grant\",\"error_description\":\"it is used\"}");
    }

    @Test
    void oauthTellsAFailedClientWhichSchemeWouldDo() {
        // RFC 6749 section 5.2
        Response answer = Dialect.OAUTH.render(Problem.oauth(401, "invalid_client", "no"), "r");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers().get("WWW-Authenticate")).startsWith("Basic");
    }

    @Test
    void oauthDescriptionsKeepToTheirCharacters() {
        // RFC 6749 section 5.2: %x20-21 / %x23-5B / %x5D-7E
        Response answer =
                Dialect.OAUTH.render(
                        Problem.oauth(400, "invalid_scope", "\"é\\\n\" is unknown"), "r");

        assertThat(json(answer).get("error_description").textValue()).isEqualTo("'?/?' is unknown");
    }

    @Test
    void detailIsATextAndForASchemaAList() {
        // contract sentinel-auth.md 4.2
        Response forbidden = Dialect.DETAIL.render(Problem.forbidden("not a member"), "r");
        Response refused = Dialect.DETAIL.render(invalid, "r");
        Response missing = Dialect.DETAIL.render(Problem.missing("email"), "r");

        assertThat(text(forbidden)).isEqualTo("{\"detail\":\"not a member\"}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(text(refused))
                .isEqualTo(
                        "{\"detail\":[{\"type\":\"value_error\",\"loc\":[\"body\",\"email\"],"
                                + "\"msg\":\"email must be an address\"}]}");
        assertThat(missing.status()).isEqualTo(422);
        assertThat(json(missing).at("/detail/0/type").textValue()).isEqualTo("missing");
    }

    @Test
    void envelopeServesBothPagesOfItsContract() {
        // contract studio.md 3.2
        Response answer =
                Dialect.ENVELOPE.render(
                        Problem.of(Kind.TOKEN_EXPIRED, "Access token expired."), "req_abc");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(text(answer))
                .isEqualTo(
                        "{\"success\":false,\"message\":\"Access token expired.\","
                                + "\"error\":\"Unauthorized\",\"result\":null,\"status_code\":401,"
                                + "\"detail\":\"Access token expired.\",\"code\":\"TOKEN_EXPIRED\","
                                + "\"request_id\":\"req_abc\","
                                + "\"documentation_url\":\"/docs/errors#token_expired\"}");
    }

    @Test
    void problemFollowsRfc9457() {
        Response answer = Dialect.PROBLEM.render(invalid.detail("status", "mine"), "req_1");
        JsonNode body = json(answer);

        assertThat(answer.headers()).containsEntry("Content-Type", "application/problem+json");
        assertThat(body.get("type").textValue()).isEqualTo("about:blank");
        assertThat(body.get("title").textValue()).isEqualTo("Unprocessable Entity");
        // A detail must not take the place of a member of the format.
        assertThat(body.get("status").intValue()).isEqualTo(422);
        assertThat(body.get("request_id").textValue()).isEqualTo("req_1");
        assertThat(body.at("/errors/0/field").textValue()).isEqualTo("email");
    }

    @ParameterizedTest
    @CsvSource({
        "MALFORMED, 400, 400, 400, 400, 400",
        "MISSING_FIELD, 400, 400, 422, 400, 400",
        "INVALID_FIELD, 400, 400, 422, 422, 422",
        "UNAUTHENTICATED, 401, 401, 401, 401, 401",
        "FORBIDDEN, 403, 403, 403, 403, 403",
        "FOREIGN_WORKSPACE, 403, 403, 403, 403, 403",
        "NOT_FOUND, 404, 404, 404, 404, 404",
        "METHOD_NOT_ALLOWED, 405, 405, 405, 405, 405",
        "CONFLICT, 409, 409, 409, 409, 409",
        "TOO_LARGE, 413, 413, 413, 400, 413",
        "UNSUPPORTED_MEDIA_TYPE, 415, 415, 415, 415, 415",
        "RATE_LIMITED, 429, 429, 429, 429, 429",
        "INTERNAL, 500, 500, 500, 500, 500",
        "UPSTREAM_FAILED, 502, 502, 502, 502, 502",
        "UNAVAILABLE, 503, 503, 503, 503, 503",
        "UPSTREAM_TIMEOUT, 504, 504, 504, 504, 504"
    })
    void eachKindHasItsStatus(
            Kind kind, int agent, int oauth, int detail, int envelope, int problem) {
        Problem thrown = Problem.of(kind, "no");

        assertThat(Dialect.AGENT.render(thrown, "r").status()).isEqualTo(agent);
        assertThat(Dialect.OAUTH.render(thrown, "r").status()).isEqualTo(oauth);
        assertThat(Dialect.DETAIL.render(thrown, "r").status()).isEqualTo(detail);
        assertThat(Dialect.ENVELOPE.render(thrown, "r").status()).isEqualTo(envelope);
        assertThat(Dialect.PROBLEM.render(thrown, "r").status()).isEqualTo(problem);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void everyDialectHasWordsForEveryKind(Dialect dialect) {
        for (Kind kind : Kind.values()) {
            assertThat(json(dialect.render(Problem.of(kind, "no"), "req_1")).isObject()).isTrue();
        }
    }

    private static String text(Response answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static JsonNode json(Response answer) {
        return Json.tree(text(answer));
    }
}
