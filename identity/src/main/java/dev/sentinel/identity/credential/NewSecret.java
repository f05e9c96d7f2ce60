package dev.sentinel.identity.credential;

import dev.sentinel.base.secret.Secret;

/** A credential and the secret that is shown this once. */
record NewSecret(Credential credential, Secret secret) {}
