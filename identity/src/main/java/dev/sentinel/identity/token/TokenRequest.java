package dev.sentinel.identity.token;

import java.util.Optional;

/** A request at the token endpoint, read once. One record for each grant. */
sealed interface TokenRequest {
    ClientProof proof();

    /** As asked for; empty: all that the client has. */
    Optional<String> scope();

    /** RFC 6749 section 4.4. */
    record ClientCredentials(ClientProof proof, Optional<String> scope) implements TokenRequest {}
}
