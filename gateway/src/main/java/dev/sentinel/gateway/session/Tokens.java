package dev.sentinel.gateway.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What stands behind a cookie.
 *
 * @param refreshAt when the access token is to be replaced
 * @param expiresAt of the access token
 * @param endsAt of the session
 */
record Tokens(Secret access, Secret refresh, Instant refreshAt, Instant expiresAt, Instant endsAt) {
    /** So long before its end a token is replaced, or a quarter of its life when that is less. */
    private static final Duration AHEAD = Duration.ofMinutes(2);

    /** A token that ends so near to the session's end is its last one. */
    private static final Duration LAST = Duration.ofSeconds(30);

    /** Of identity's answer to a sign-in or a refresh. */
    static Tokens of(JsonNode result, Instant now, Instant endsAt) {
        Duration life = Duration.ofSeconds(result.path("expires_in").asLong());
        Duration quarter = life.dividedBy(4);
        Instant expiresAt = now.plus(life);
        return new Tokens(
                new Secret(result.path("access_token").asText()),
                new Secret(result.path("refresh_token").asText()),
                expiresAt.minus(quarter.compareTo(AHEAD) < 0 ? quarter : AHEAD),
                expiresAt,
                endsAt);
    }

    /** Whether the access token is to be replaced now: not the last one, which ends with all. */
    boolean isEndingAt(Instant now) {
        return !now.isBefore(refreshAt) && expiresAt.isBefore(endsAt.minus(LAST));
    }

    byte[] bytes() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("access", access.expose());
        json.put("refresh", refresh.expose());
        json.put("replace", refreshAt.toEpochMilli());
        json.put("expires", expiresAt.toEpochMilli());
        json.put("ends", endsAt.toEpochMilli());
        return Json.write(json);
    }

    static Tokens read(JsonNode json) {
        return new Tokens(
                new Secret(json.path("access").asText()),
                new Secret(json.path("refresh").asText()),
                Instant.ofEpochMilli(json.path("replace").asLong()),
                Instant.ofEpochMilli(json.path("expires").asLong()),
                Instant.ofEpochMilli(json.path("ends").asLong()));
    }
}
