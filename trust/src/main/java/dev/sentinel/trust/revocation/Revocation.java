package dev.sentinel.trust.revocation;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code kind} names by {@code id} is revoked for tokens that were issued before {@code
 * notBefore}, and in the second of it.
 *
 * @param position its place in the log; a verifier resumes after the last one it has
 * @param expiresAt when no token that it could concern is alive any more
 */
public record Revocation(
        Position position, Kind kind, String id, Instant notBefore, Instant expiresAt) {

    /** What can be revoked. */
    public enum Kind {
        /** One token, by {@code jti}, and all that were made from it. */
        TOKEN,
        /** All tokens issued with a credential, by {@code sid}. */
        CREDENTIAL,
        /** All tokens of a session, by {@code sid}. */
        SESSION,
        /** All tokens that name a principal as subject or actor. */
        PRINCIPAL,
        /** All tokens of a refresh token and its successors, by the family's id. */
        FAMILY,
        /** All tokens made by one delegation or by a later one that rests on it, by its id. */
        CHAIN;

        /** As written in the feed and in the database. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * The kind of this word.
         *
         * @throws IllegalArgumentException when there is none
         */
        public static Kind ofWord(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /** Its number in the log. */
    public long sequence() {
        return position.sequence();
    }

    /**
     * Whether it concerns a token of these principals that was made from these tokens, credentials,
     * sessions, families and delegations; when it was issued is another question.
     */
    public boolean names(Collection<String> principals, Collection<String> links) {
        return (kind == Kind.PRINCIPAL ? principals : links).contains(id);
    }

    /** As the feed and the stream show it. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("seq", sequence());
        json.put("stamp", position.stamp());
        json.put("kind", kind.word());
        json.put("id", id);
        json.put("notBefore", notBefore.toString());
        json.put("expiresAt", expiresAt.toString());
        return json;
    }

    /**
     * Reads {@link #json}.
     *
     * @throws IllegalArgumentException or {@link java.time.DateTimeException} when it is none
     */
    static Revocation of(JsonNode json) {
        String id = json.path("id").asText();
        if (id.isEmpty()) {
            throw new IllegalArgumentException("a revocation without an id");
        }
        return new Revocation(
                new Position(json.path("seq").longValue(), json.path("stamp").asText()),
                Kind.ofWord(json.path("kind").asText()),
                id,
                Instant.parse(json.path("notBefore").asText()),
                Instant.parse(json.path("expiresAt").asText()));
    }
}
