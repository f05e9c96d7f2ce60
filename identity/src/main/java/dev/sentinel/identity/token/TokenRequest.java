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
     */
    record Asked(ClientProof proof, Optional<String> scope, List<String> resources) {
        public Asked {
            resources = List.copyOf(resources);
        }
    }

    /** RFC 6749 section 4.4. */
    record ClientCredentials(Asked asked) implements TokenRequest {}
}
