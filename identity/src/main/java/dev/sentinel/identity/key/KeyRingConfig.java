package dev.sentinel.identity.key;

import dev.sentinel.base.secret.Secret;
import java.time.Duration;
import java.util.Optional;

/**
 * How the ring starts and how long keys overlap.
 *
 * @param seed a private key in PEM from {@code JWT_PRIVATE_KEY} or the file {@code
 *     JWT_PRIVATE_KEY_PATH}; a new one becomes active, one that was retired stays retired
 * @param retiredFor a retired key is published this long: the life of a token and a margin
 * @param jwksMaxAge how long verifiers may keep the JWKS
 */
public record KeyRingConfig(Optional<Secret> seed, Duration retiredFor, Duration jwksMaxAge) {
    public static final Duration DEFAULT_RETIRED_FOR = Duration.ofMinutes(70);
    public static final Duration DEFAULT_JWKS_MAX_AGE = Duration.ofMinutes(5);

    public KeyRingConfig(Optional<Secret> seed) {
        this(seed, DEFAULT_RETIRED_FOR, DEFAULT_JWKS_MAX_AGE);
    }
}
