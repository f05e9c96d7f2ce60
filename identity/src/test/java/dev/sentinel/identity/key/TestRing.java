package dev.sentinel.identity.key;

import dev.sentinel.audit.event.Actions;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.audit.log.AuditLogConfig;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.identity.testing.TestKeys;
import dev.sentinel.trust.crypto.CryptoProvider;
import dev.sentinel.trust.crypto.SignatureAlgorithm;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** One database for the rings of several processes, and the clock on all their walls. */
final class TestRing implements AutoCloseable {
    static final Secret KEK = new Secret("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    static final Secret OTHER_KEK = new Secret("ICECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");

    private final TestDatabase stores = TestPostgres.fresh("audit", "identity");
    private final Database database = stores.open();
    private final MovingClock clock = new MovingClock();
    private final Instant begin = clock.instant();
    private final AuditLog audit =
            new AuditLog(
                    database,
                    Actions.of(KeyActions.ALL),
                    Clock.systemUTC(),
                    new SecureRandom(),
                    AuditLogConfig.DEFAULT);

    /** What an operator has set; the first key-encryption key seals. */
    record Settings(List<Secret> keks, KeyRingConfig config) {
        static final Settings USUAL = new Settings(List.of(KEK), TestKeys.USUAL);

        Settings withKeks(Secret... keks) {
            return new Settings(List.of(keks), config);
        }

        Settings with(SignatureAlgorithm algorithm) {
            return of(config.seed(), config.seedPublic(), Optional.of(algorithm));
        }

        Settings with(String pem) {
            return of(Optional.of(new Secret(pem)), config.seedPublic(), config.algorithm());
        }

        Settings withPublic(String pem) {
            return of(config.seed(), Optional.of(new Secret(pem)), config.algorithm());
        }

        private Settings of(
                Optional<Secret> seed,
                Optional<Secret> seedPublic,
                Optional<SignatureAlgorithm> algorithm) {
            return new Settings(
                    keks,
                    new KeyRingConfig(
                            config.previousKeks(),
                            seed,
                            seedPublic,
                            algorithm,
                            config.rotateEvery(),
                            config.publishedAhead(),
                            config.tokenLife()));
        }
    }

    /** The ring as a process that starts now sees it. */
    KeyRing ring(Settings settings) {
        KeySealer sealer =
                new KeySealer(
                        settings.keks().getFirst(),
                        settings.keks().subList(1, settings.keks().size()),
                        new SecureRandom());
        KeyRing ring =
                new KeyRing(
                        new Rotations(
                                database,
                                audit,
                                sealer,
                                settings.config(),
                                CryptoProvider.fastest(),
                                clock),
                        clock);
        ring.open();
        return ring;
    }

    Instant begin() {
        return begin;
    }

    Instant now() {
        return clock.instant();
    }

    void pass(Duration time) {
        clock.now = clock.now.plus(time);
    }

    /** The private half, as the database has it. */
    Optional<byte[]> sealed(String kid) {
        return database.read(tx ->
                tx.one(
                                row -> Optional.ofNullable(row.getBytes(1)),
                                "SELECT sealed_private FROM identity.signing_key WHERE kid = ?",
                                kid)
                        .orElseThrow());
    }

    /** The actions in the audit log, oldest first. */
    List<String> audited() {
        return database.read(tx ->
                tx.list(
                        row -> row.getString(1),
                        "SELECT action FROM audit.event ORDER BY xid, id"));
    }

    static String pem(int bits) {
        return pem("PRIVATE KEY", rsa(bits).getPrivate().getEncoded());
    }

    static String publicPem() {
        return pem("PUBLIC KEY", rsa(2048).getPublic().getEncoded());
    }

    /** With line ends as an environment variable has them. */
    private static String pem(String label, byte[] der) {
        String body = Base64.getMimeEncoder().encodeToString(der).replace("\r\n", "\\n");
        return "-----BEGIN " + label + "-----\\n" + body + "\\n-----END " + label + "-----\\n";
    }

    private static KeyPair rsa(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        audit.close();
        stores.close();
    }

    private static final class MovingClock extends Clock {
        private volatile Instant now = Instant.parse("2026-06-05T10:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
