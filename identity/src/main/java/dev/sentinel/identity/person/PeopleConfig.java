package dev.sentinel.identity.person;

import dev.sentinel.base.config.Settings;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.identity.limit.AttemptLimit;
import dev.sentinel.trust.token.SharedSecret;
import java.time.Duration;
import java.util.Optional;

/**
 * What identity is told of people.
 *
 * @param signIn {@code RATE_LIMIT_LOGIN_ATTEMPTS} within {@code RATE_LIMIT_LOGIN_WINDOW} seconds of
 *     one account; four times as many from one address
 * @param register {@code RATE_LIMIT_REGISTER_ATTEMPTS} within {@code RATE_LIMIT_REGISTER_WINDOW}
 *     seconds from one address
 * @param accessLife {@code JWT_ACCESS_TOKEN_EXPIRE_SECONDS}
 * @param sharedSecret {@code JWT_SECRET_KEY}: what tokens of people are signed with when {@code
 *     JWT_ALGORITHM} is HS256; else the key ring signs them
 * @param refreshLife {@code JWT_REFRESH_TOKEN_EXPIRE_SECONDS}, within the session's 24 hours
 */
public record PeopleConfig(
        HashConfig hashing,
        RegistrationConfig registration,
        AttemptLimit signIn,
        AttemptLimit register,
        Duration accessLife,
        Duration refreshLife,
        Optional<SharedSecret> sharedSecret) {
    /** A session ends then, however it is used (RFC 9700 section 4.14.2). */
    public static final Duration LONGEST_SESSION = Duration.ofHours(24);

    public static final PeopleConfig DEFAULT =
            new PeopleConfig(
                    HashConfig.DEFAULT,
                    RegistrationConfig.DEFAULT,
                    new AttemptLimit(5, Duration.ofMinutes(5)),
                    new AttemptLimit(3, Duration.ofHours(1)),
                    Duration.ofHours(1),
                    LONGEST_SESSION,
                    Optional.empty());

    /** Reads the settings; what is wrong is among their problems. */
    public static PeopleConfig of(Settings settings) {
        return new PeopleConfig(
                HashConfig.of(settings),
                RegistrationConfig.of(settings),
                AttemptLimit.of(settings, "LOGIN", DEFAULT.signIn),
                AttemptLimit.of(settings, "REGISTER", DEFAULT.register),
                // No longer than others: retired keys and revocations are kept for that long.
                seconds(settings, DEFAULT.accessLife, "JWT_ACCESS_TOKEN_EXPIRE_SECONDS"),
                seconds(settings, DEFAULT.refreshLife, "JWT_REFRESH_TOKEN_EXPIRE_SECONDS"),
                sharedSecret(settings));
    }

    /** Only when it is asked for by name: a secret that lies about does not weaken tokens. */
    public static Optional<SharedSecret> sharedSecret(Settings settings) {
        Optional<Secret> secret = settings.secret("JWT_SECRET_KEY");
        boolean asked =
                settings.oneOf(TokenAlgorithm.class, TokenAlgorithm.RS256, "JWT_ALGORITHM")
                        == TokenAlgorithm.HS256;
        if (!asked) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SharedSecret(secret.orElseGet(() -> new Secret(""))));
        } catch (IllegalArgumentException weak) {
            settings.problem("JWT_SECRET_KEY", String.valueOf(weak.getMessage()));
            return Optional.empty();
        }
    }

    private enum TokenAlgorithm {
        /** Whatever the key ring signs with. */
        RS256,
        HS256
    }

    private static Duration seconds(Settings settings, Duration most, String name) {
        return Duration.ofSeconds(settings.number(most.toSeconds(), 60, most.toSeconds(), name));
    }
}
