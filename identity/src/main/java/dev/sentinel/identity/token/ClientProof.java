package dev.sentinel.identity.token;

import dev.sentinel.base.secret.Secret;

/** How a client shows who it is (RFC 6749 section 2.3). */
sealed interface ClientProof {
    /** As claimed; not yet believed. */
    String clientId();

    /** {@code client_secret_post}. */
    record SecretPost(String clientId, Secret secret) implements ClientProof {}

    /** {@code client_secret_basic}. */
    record SecretBasic(String clientId, Secret secret) implements ClientProof {}
}
