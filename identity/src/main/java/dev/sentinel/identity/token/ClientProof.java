package dev.sentinel.identity.token;

import dev.sentinel.base.secret.Secret;
import dev.sentinel.identity.agent.ClientAuthMethod;

/** How a client shows who it is (RFC 6749 section 2.3). */
sealed interface ClientProof {
    /** As claimed; not yet believed. */
    String clientId();

    ClientAuthMethod method();

    /** {@code client_secret_post}. */
    record SecretPost(String clientId, Secret secret) implements ClientProof {
        @Override
        public ClientAuthMethod method() {
            return ClientAuthMethod.CLIENT_SECRET_POST;
        }
    }

    /** {@code client_secret_basic}. */
    record SecretBasic(String clientId, Secret secret) implements ClientProof {
        @Override
        public ClientAuthMethod method() {
            return ClientAuthMethod.CLIENT_SECRET_BASIC;
        }
    }

    /** {@code private_key_jwt}: a JWT that it signed (RFC 7523 section 2.2). */
    record Assertion(String clientId, String jwt) implements ClientProof {
        @Override
        public ClientAuthMethod method() {
            return ClientAuthMethod.PRIVATE_KEY_JWT;
        }
    }
}
