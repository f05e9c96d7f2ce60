package dev.sentinel.identity.testing;

import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.base.sql.Database;
import dev.sentinel.identity.key.KeyRingConfig;
import dev.sentinel.identity.key.KeySealer;
import dev.sentinel.identity.key.Rotations;
import dev.sentinel.trust.crypto.CryptoProvider;
import dev.sentinel.trust.crypto.SignatureAlgorithm;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of key rings. */
public final class TestKeys {
    public static final KeyRingConfig USUAL = of(Optional.empty());

    /** What {@link TestPlatform}s seal their keys under. */
    static final Secret KEK = new Secret("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");

    private TestKeys() {}

    /** Of rings whose keys sign by this algorithm. */
    public static KeyRingConfig of(SignatureAlgorithm algorithm) {
        return of(Optional.of(algorithm));
    }

    private static KeyRingConfig of(Optional<SignatureAlgorithm> algorithm) {
        return new KeyRingConfig(
                List.of(),
                Optional.empty(),
                Optional.empty(),
                algorithm,
                Duration.ofDays(90),
                Duration.ofMinutes(10),
                Duration.ofHours(1));
    }

    /** What changes the ring of a {@link TestPlatform}, as a process of another setting sees it. */
    public static Rotations rotations(
            Database database, AuditLog audit, SignatureAlgorithm algorithm) {
        return new Rotations(
                database,
                audit,
                new KeySealer(KEK, List.of(), new SecureRandom()),
                of(algorithm),
                CryptoProvider.fastest(),
                Clock.systemUTC());
    }
}
