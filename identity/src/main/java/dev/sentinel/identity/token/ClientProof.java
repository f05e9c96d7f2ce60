package dev.sentinel.identity.token;

import dev.sentinel.base.secret.Secret;
import java.security.cert.X509Certificate;
import java.util.List;

/** How a client shows who it is (RFC 6749 section 2.3). */
sealed interface ClientProof {
    /** As claimed; not yet believed. */
    String clientId();

    /** {@code client_secret_post}. */
    record SecretPost(String clientId, Secret secret) implements ClientProof {}

    /** {@code client_secret_basic}. */
    record SecretBasic(String clientId, Secret secret) implements ClientProof {}

    /** {@code private_key_jwt}: a JWT that it signed (RFC 7523 section 2.2). */
    record Assertion(String clientId, String jwt) implements ClientProof {}

    /**
     * A certificate whose key it has proved to hold in TLS (RFC 8705 section 2), and those that it
     * sent with it.
     */
    record Certificate(String clientId, List<X509Certificate> chain) implements ClientProof {
        public Certificate {
            chain = List.copyOf(chain);
        }

        X509Certificate own() {
            return chain.getFirst();
        }
    }
}
