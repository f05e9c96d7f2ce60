package dev.sentinel.identity.agent;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How an agent authenticates as an OAuth client and what its tokens are bound to (RFC 7591 section
 * 2, RFC 8705 section 2, RFC 9449 section 5.2).
 *
 * @param authMethod the one method that is accepted; empty: a secret, by Basic or in the form
 * @param jwks its public keys by value
 * @param jwksUri where its public keys stand instead
 * @param subjectDn the subject of its certificate, for {@code tls_client_auth}
 * @param dpopBound whether it gets DPoP-bound tokens only
 */
public record ClientMetadata(
        Optional<ClientAuthMethod> authMethod,
        Optional<PublicJwks> jwks,
        Optional<String> jwksUri,
        Optional<String> subjectDn,
        boolean dpopBound) {
    public static final ClientMetadata NONE =
            new ClientMetadata(
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);

    /** Two fields that do not go together: the one to name, and what would be right. */
    record Fault(String field, String what) {}

    /** What keeps these values from meaning something; whole again, or nothing is stored. */
    Optional<Fault> fault() {
        if (jwks.isPresent() && jwksUri.isPresent()) {
            // RFC 7591 section 2: they must not both be there.
            return fault("jwksUri", "cannot stand beside jwks: set one of them to null");
        }
        boolean hasKeys = jwks.isPresent() || jwksUri.isPresent();
        return authMethod.flatMap(method ->
                switch (method) {
                    case CLIENT_SECRET_BASIC, CLIENT_SECRET_POST -> Optional.empty();
                    case PRIVATE_KEY_JWT ->
                            hasKeys ? Optional.empty() : methodFault("jwks or jwksUri");
                    case TLS_CLIENT_AUTH ->
                            subjectDn.isPresent()
                                    ? Optional.empty()
                                    : methodFault("tlsClientAuthSubjectDn");
                    case SELF_SIGNED_TLS_CLIENT_AUTH ->
                            hasKeys && certified()
                                    ? Optional.empty()
                                    : methodFault("jwks with x5c, or jwksUri");
                });
    }

    private boolean certified() {
        return jwks.isEmpty()
                || jwks.get().keys().stream()
                        .anyMatch(key ->
                                key.getX509CertChain() != null
                                        && !key.getX509CertChain().isEmpty());
    }

    private Optional<Fault> methodFault(String needed) {
        return fault(
                "tokenEndpointAuthMethod",
                "is "
                        + authMethod.map(ClientAuthMethod::word).orElse("")
                        + ", which needs "
                        + needed);
    }

    private static Optional<Fault> fault(String field, String what) {
        return Optional.of(new Fault(field, what));
    }

    /** Whether what was issued so far may not go on: a way in was closed, or made stricter. */
    boolean endsTokensOf(ClientMetadata before) {
        return !authMethod.equals(before.authMethod)
                || isLost(before.jwksUri, jwksUri)
                || isLost(before.subjectDn, subjectDn)
                || (dpopBound && !before.dpopBound);
    }

    private static boolean isLost(Optional<String> before, Optional<String> after) {
        return before.isPresent() && !before.equals(after);
    }

    /** Thumbprints of the keys by value that are here no longer. */
    Set<String> keysLostSince(ClientMetadata before) {
        Set<String> lost = new HashSet<>(thumbprints(before));
        lost.removeAll(thumbprints(this));
        return lost;
    }

    private static Set<String> thumbprints(ClientMetadata metadata) {
        return metadata.jwks.map(PublicJwks::thumbprints).orElse(Set.of());
    }

    /** By the names of the API; what is not set is not there. */
    Map<String, Object> shown() {
        Map<String, Object> fields = new LinkedHashMap<>();
        authMethod.ifPresent(method -> fields.put("tokenEndpointAuthMethod", method.word()));
        jwks.ifPresent(keys -> fields.put("jwks", keys.shown()));
        jwksUri.ifPresent(uri -> fields.put("jwksUri", uri));
        subjectDn.ifPresent(dn -> fields.put("tlsClientAuthSubjectDn", dn));
        fields.put("dpopBoundAccessTokens", dpopBound);
        return fields;
    }
}
