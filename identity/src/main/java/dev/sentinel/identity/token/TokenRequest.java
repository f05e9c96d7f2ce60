package dev.sentinel.identity.token;

import java.util.List;
import java.util.Optional;

/** A request at the token endpoint, read once. One record for each grant. */
sealed interface TokenRequest {
    Asked asked();

    default ClientProof proof() {
        return asked().proof();
    }

    /**
     * What every grant may be asked for.
     *
     * @param scope as asked for; empty: all that the client has
     * @param resources for whom the token shall be (RFC 8707); empty: the platform
     * @param dpop a proof of the key that the token shall be bound to (RFC 9449 section 5)
     * @param path where the request was sent
     */
    record Asked(
            ClientProof proof,
            Optional<String> scope,
            List<String> resources,
            Optional<String> dpop,
            String path) {
        public Asked {
            resources = List.copyOf(resources);
        }
    }

    /**
     * Whether it shows a secret and nothing that may be used once, or that others must vouch for.
     */
    default boolean isBySecretAlone() {
        return switch (proof()) {
            case ClientProof.SecretPost _, ClientProof.SecretBasic _ ->
                    this instanceof ClientCredentials && asked().dpop().isEmpty();
            case ClientProof.Assertion _, ClientProof.Certificate _ -> false;
        };
    }

    /** RFC 6749 section 4.4. */
    record ClientCredentials(Asked asked) implements TokenRequest {}

    /** RFC 8693 section 2.1. */
    record TokenExchange(Asked asked, String subjectToken, Optional<String> actorToken)
            implements TokenRequest {}
}
