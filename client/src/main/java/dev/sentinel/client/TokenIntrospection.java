package dev.sentinel.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Optional;

/**
 * What a token says (RFC 7662 2.2). Of one that is not active nothing more is said.
 *
 * @param subject whom it speaks for
 * @param clientId who uses it
 */
public record TokenIntrospection(
        boolean active,
        Optional<String> scope,
        @JsonProperty("client_id") Optional<String> clientId,
        @JsonProperty("sub") Optional<String> subject,
        @JsonProperty("jti") Optional<String> tokenId,
        Optional<Long> iat,
        Optional<Long> exp) {

    /** When it ends. */
    public Optional<Instant> expiresAt() {
        return exp.map(Instant::ofEpochSecond);
    }
}
