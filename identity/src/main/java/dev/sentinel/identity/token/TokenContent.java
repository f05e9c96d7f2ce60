package dev.sentinel.identity.token;

import dev.sentinel.identity.access.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a grant allows a token to say. */
record TokenContent(
        Set<Scope> scopes,
        List<String> audience,
        Optional<Instant> notAfter,
        Optional<Acting> acting) {
    static TokenContent of(TokenExchange.Verdict.May may) {
        return new TokenContent(
                may.scopes(),
                may.audience(),
                Optional.of(may.notAfter()),
                Optional.of(may.acting()));
    }
}
