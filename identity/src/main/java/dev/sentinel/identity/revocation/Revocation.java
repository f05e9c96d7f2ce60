package dev.sentinel.identity.revocation;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * Tokens that are to be refused from now on.
 *
 * @param seq its place; numbers have no gaps and become visible in order
 * @param id a token's {@code jti}, a credential's id ({@code sid}), a principal's id ({@code sub})
 * @param clientId the client whose tokens it hits
 * @param notBefore tokens whose {@code iat} is not later are refused
 * @param expiresAt by then every token it hits has expired
 */
public record Revocation(
        long seq, Kind kind, String id, UUID clientId, Instant notBefore, Instant expiresAt) {

    /** What an id names. */
    public enum Kind {
        TOKEN,
        CREDENTIAL,
        PRINCIPAL;

        /** As it stands in the database and in JSON. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** As the stream and the feed show it. The client is for identity alone. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("seq", seq);
        json.put("kind", kind.word());
        json.put("id", id);
        json.put("notBefore", notBefore.toString());
        json.put("expiresAt", expiresAt.toString());
        return json;
    }
}
