package dev.sentinel.identity.token;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.identity.agent.AgentId;
import dev.sentinel.identity.credential.CredentialId;
import dev.sentinel.trust.token.Confirmation;
import dev.sentinel.trust.token.Jwks;
import dev.sentinel.trust.token.Sha256;
import dev.sentinel.trust.token.VerificationKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * One public key of a client.
 *
 * @param id names its use, as a credential's id names the use of a secret
 * @param certificate the SHA-256 thumbprint of the certificate that stands beside it ({@code x5c})
 */
record ClientPublicKey(VerificationKey key, CredentialId id, Optional<String> certificate) {

    /** Those keys of a JWK set that can verify; the others are passed over (RFC 7517 section 5). */
    static List<ClientPublicKey> of(AgentId client, JsonNode set) {
        List<ClientPublicKey> keys = new ArrayList<>();
        for (JsonNode jwk : set.path("keys")) {
            CredentialId id = new CredentialId(client.keyCredential(Jwks.thumbprint(jwk)));
            Jwks.key(jwk)
                    .ifPresent(key -> keys.add(new ClientPublicKey(key, id, certificate(jwk))));
        }
        return List.copyOf(keys);
    }

    /**
     * Whether a certificate is the one that stands beside it; without any there, whether it is of
     * this key.
     */
    boolean isOf(X509Certificate shown) {
        return certificate
                .map(Confirmation.thumbprint(shown)::equals)
                .orElseGet(() ->
                        Arrays.equals(key.key().getEncoded(), shown.getPublicKey().getEncoded()));
    }

    private static Optional<String> certificate(JsonNode jwk) {
        try {
            // RFC 7517 section 4.7: base64, not base64url, of DER.
            return Optional.ofNullable(jwk.path("x5c").path(0).textValue())
                    .map(text -> Sha256.base64url(Base64.getDecoder().decode(text)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
