package dev.sentinel.trust.token;

import dev.sentinel.web.Authenticator;
import dev.sentinel.web.Caller;
import dev.sentinel.web.Head;
import dev.sentinel.web.Problem;
import java.util.List;
import java.util.Optional;

/** {@code Authorization: Bearer} (RFC 6750 section 2.1), and nothing else of section 2. */
public final class BearerAuthenticator implements Authenticator {
    private static final String SCHEME = "Bearer ";

    private final TokenVerifier verifier;

    public BearerAuthenticator(TokenVerifier verifier) {
        this.verifier = verifier;
    }

    @Override
    public Optional<Caller> authenticate(Head head) {
        return token(head).map(token -> verifier.verify(token).principal());
    }

    /** The token of a request; empty when it carries none. */
    public static Optional<String> token(Head head) {
        List<String> values = head.headers("Authorization");
        if (values.isEmpty()) {
            return Optional.empty();
        }
        if (values.size() > 1) {
            // Two of them would let one part of the system see another caller than the next.
            throw Problem.unauthenticated("Authorization must be there once");
        }
        String value = values.getFirst();
        if (!value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        return Optional.of(value.substring(SCHEME.length()).strip());
    }
}
