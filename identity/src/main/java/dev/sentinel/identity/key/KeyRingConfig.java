package dev.sentinel.identity.key;

import dev.sentinel.base.config.Settings;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.trust.crypto.SignatureAlgorithm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How the ring starts and how long keys overlap.
 *
 * @param previousKeks {@code SENTINEL_KEK_PREVIOUS}: further key-encryption keys, which only open
 * @param seed a private key in PEM from {@code JWT_PRIVATE_KEY} or the file {@code
 *     JWT_PRIVATE_KEY_PATH}: the first key of an empty ring, the next one of another; one that was
 *     retired stays retired
 * @param seedPublic {@code JWT_PUBLIC_KEY}, which must be the other half of the seed
 * @param algorithm {@code TOKEN_ALGORITHM}, of new keys; empty leaves it as it is
 * @param rotateEvery {@code KEY_ROTATION_DAYS}: how long a key signs; zero: until it is told
 * @param publishedAhead {@code KEY_PUBLISHED_AHEAD}: how long a key is published before it signs;
 *     longer than verifiers keep the JWKS
 * @param tokenLife the longest life of a token
 */
public record KeyRingConfig(
        List<Secret> previousKeks,
        Optional<Secret> seed,
        Optional<Secret> seedPublic,
        Optional<SignatureAlgorithm> algorithm,
        Duration rotateEvery,
        Duration publishedAhead,
        Duration tokenLife) {
    /** How long verifiers may keep the JWKS. */
    static final Duration JWKS_MAX_AGE = Duration.ofMinutes(5);

    /** A process that could not read the ring for so long no longer signs. */
    static final Duration READ_WITHIN = Duration.ofMinutes(5);

    private static final Duration MARGIN = Duration.ofMinutes(5);
    private static final Duration PUBLISHED_AHEAD = JWKS_MAX_AGE.plus(MARGIN);
    private static final long ROTATION_DAYS = 90;
    private static final long MOST_ROTATION_DAYS = 3_650;

    public KeyRingConfig {
        previousKeks = List.copyOf(previousKeks);
    }

    /** Reads the settings; what is wrong is among their problems. */
    public static KeyRingConfig of(Settings settings, Duration tokenLife) {
        Duration ahead = settings.duration(PUBLISHED_AHEAD, "KEY_PUBLISHED_AHEAD");
        if (ahead.compareTo(JWKS_MAX_AGE) <= 0) {
            settings.problem(
                    "KEY_PUBLISHED_AHEAD",
                    "is not above 5m, for which verifiers may keep the keys: use 10m or more");
        }
        return new KeyRingConfig(
                settings.parsedSecret(KeyRingConfig::keks, "SENTINEL_KEK_PREVIOUS")
                        .orElse(List.of()),
                pem(settings, "JWT_PRIVATE_KEY"),
                pem(settings, "JWT_PUBLIC_KEY"),
                settings.parsed(KeyRingConfig::algorithm, "TOKEN_ALGORITHM"),
                Duration.ofDays(
                        settings.number(ROTATION_DAYS, 0, MOST_ROTATION_DAYS, "KEY_ROTATION_DAYS")),
                ahead,
                tokenLife);
    }

    /**
     * A key-encryption key: 32 bytes in base64.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static Secret kek(String text) {
        Secret kek = new Secret(text.strip());
        var _ = new Kek(kek);
        return kek;
    }

    private static List<Secret> keks(String listed) {
        return Arrays.stream(listed.split(",")).map(KeyRingConfig::kek).toList();
    }

    /**
     * How long a retired key is published: another process may sign with it until it hears of the
     * end, then its last token lives, then clocks differ.
     */
    Duration verifiesFor() {
        return READ_WITHIN.plus(tokenLife).plus(MARGIN);
    }

    private static SignatureAlgorithm algorithm(String name) {
        return SignatureAlgorithm.named(name)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "is '" + name + "': use RS256, ES256 or EdDSA"));
    }

    /** The originals' variables; the text wins over the file. */
    private static Optional<Secret> pem(Settings settings, String name) {
        Optional<Secret> text = settings.secret(name);
        return text.isPresent() ? text : settings.parsed(KeyRingConfig::read, name + "_PATH");
    }

    private static Secret read(String path) {
        try {
            return new Secret(Files.readString(Path.of(path)));
        } catch (IOException failure) {
            throw new IllegalArgumentException(
                    "names a file that cannot be read: " + path, failure);
        }
    }
}
