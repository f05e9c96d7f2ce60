package dev.sentinel.identity.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.audit.event.Actions;
import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.Origin;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.audit.log.AuditLogConfig;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.identity.Identity;
import dev.sentinel.identity.key.KeyRing.Rotation;
import dev.sentinel.trust.crypto.CryptoProvider;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyRingTest {
    private static final Secret KEK = new Secret("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    private static final Secret OTHER_KEK =
            new Secret("ICECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    private static final CryptoProvider PROVIDER = CryptoProvider.fastest();
    private static final byte[] INPUT = "a.b".getBytes(StandardCharsets.US_ASCII);

    private final TestDatabase stores = TestPostgres.fresh("audit", "identity");
    private final Database database = stores.open();
    private final AuditLog audit =
            new AuditLog(
                    database,
                    Actions.of(Identity.actions()),
                    Clock.systemUTC(),
                    new SecureRandom(),
                    AuditLogConfig.DEFAULT);

    @AfterEach
    void close() {
        audit.close();
        stores.close();
    }

    private KeyRing ring(Secret kek, Optional<Secret> seed, Duration retiredFor) {
        KeyRing ring =
                new KeyRing(
                        database,
                        audit,
                        new KeySealer(kek, new SecureRandom()),
                        new KeyRingConfig(seed, retiredFor, Duration.ofMinutes(5)),
                        PROVIDER,
                        Clock.systemUTC());
        ring.open();
        return ring;
    }

    private KeyRing ring() {
        return ring(KEK, Optional.empty(), Duration.ofHours(1));
    }

    private static boolean verifies(KeyRing ring, String kid, byte[] signature)
            throws GeneralSecurityException {
        Signature verifier = Signature.getInstance("SHA256withRSA");
        verifier.initVerify(ring.find(kid).orElseThrow().key());
        verifier.update(INPUT);
        return verifier.verify(signature);
    }

    private static KeyPair rsa(int bits) throws NoSuchAlgorithmException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static Secret pem(KeyPair pair) {
        String body = Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded());
        return new Secret(
                "-----BEGIN PRIVATE KEY-----\\n"
                        + body.replace("\r\n", "\\n")
                        + "\\n-----END PRIVATE KEY-----\\n");
    }

    @Test
    void signsWithOneKeyAcrossProcessesAndRestarts() throws GeneralSecurityException {
        KeyRing first = ring();
        KeyRing second = ring();

        assertThat(second.active().kid()).isEqualTo(first.active().kid());
        assertThat(verifies(first, second.active().kid(), second.active().sign(INPUT))).isTrue();
    }

    @Test
    void publishesTheNextKeyBeforeItSignsAndTheRetiredOneAfter() throws GeneralSecurityException {
        KeyRing ring = ring();
        String before = ring.active().kid();
        byte[] signature = ring.active().sign(INPUT);

        Rotation rotation = ring.rotate(Actor.system("test"), Origin.none());

        assertThat(rotation.retired()).isEqualTo(before);
        assertThat(ring.active().kid()).isEqualTo(rotation.active()).isNotEqualTo(before);
        assertThat(verifies(ring, before, signature)).isTrue();
        assertThat(new String(ring.jwks(), StandardCharsets.UTF_8))
                .contains(before, rotation.active());
    }

    @Test
    void anotherProcessFollowsARotation() {
        KeyRing rotating = ring();
        KeyRing following = ring();

        rotating.rotate(Actor.system("test"), Origin.none());
        assertThat(rotating.find(following.active().kid())).isPresent();
        following.refresh();

        assertThat(following.active().kid()).isEqualTo(rotating.active().kid());
    }

    @Test
    void aRetiredKeyLeavesWhenItsTokensHaveExpiredAndIsDestroyedAtOnce() {
        KeyRing ring = ring(KEK, Optional.empty(), Duration.ZERO);
        String before = ring.active().kid();

        ring.rotate(Actor.system("test"), Origin.none());

        assertThat(ring.find(before)).isEmpty();
        assertThat(
                        database.<Boolean>read(tx ->
                                tx.one(
                                                row -> row.getBytes(1) == null,
                                                """
                                                SELECT sealed_private
                                                  FROM identity.signing_key WHERE kid = ?
                                                """,
                                                before)
                                        .orElseThrow()))
                .isTrue();
    }

    @Test
    void takesUpTheOriginalsKeyAndNeverARetiredOne() throws NoSuchAlgorithmException {
        String generated = ring().active().kid();
        Optional<Secret> seed = Optional.of(pem(rsa(2048)));

        KeyRing seeded = ring(KEK, seed, Duration.ofHours(1));
        String given = seeded.active().kid();
        assertThat(given).isNotEqualTo(generated);
        assertThat(seeded.find(generated)).isPresent();

        seeded.rotate(Actor.system("test"), Origin.none());
        assertThat(ring(KEK, seed, Duration.ofHours(1)).active().kid()).isNotEqualTo(given);
    }

    @Test
    void refusesKeysThatAreShortOrNoKeys() throws NoSuchAlgorithmException {
        Optional<Secret> weak = Optional.of(pem(rsa(1024)));
        Optional<Secret> none = Optional.of(new Secret("-----BEGIN NOTHING-----"));

        assertThatThrownBy(() -> ring(KEK, weak, Duration.ZERO)).hasMessageContaining("1024 bits");
        assertThatThrownBy(() -> ring(KEK, none, Duration.ZERO)).hasMessageContaining("PEM");
    }

    @Test
    void doesNotOpenUnderAnotherKeyEncryptionKey() {
        ring();

        assertThatThrownBy(() -> ring(OTHER_KEK, Optional.empty(), Duration.ZERO))
                .hasMessageContaining("SENTINEL_KEK");
    }

    @Test
    void aSealedKeyDoesNotOpenInAnotherRow() {
        KeySealer sealer = new KeySealer(KEK, new SecureRandom());
        byte[] sealed = sealer.seal("one", INPUT);

        assertThat(sealer.open("one", sealed)).isEqualTo(INPUT);
        assertThatThrownBy(() -> sealer.open("other", sealed))
                .isInstanceOf(IllegalStateException.class);
    }
}
