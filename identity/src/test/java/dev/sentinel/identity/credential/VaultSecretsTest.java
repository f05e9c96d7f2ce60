package dev.sentinel.identity.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.base.Unavailable;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.identity.agent.AgentId;
import dev.sentinel.identity.credential.KeptSecret.InVault;
import dev.sentinel.identity.testing.TestVault;
import dev.sentinel.identity.vault.Vault;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long a secret is remembered that is kept in Vault. */
class VaultSecretsTest {
    private static final AgentId AGENT = new AgentId(new UUID(0, 1));
    private static final CredentialId CREDENTIAL = new CredentialId(new UUID(0, 2));
    private static final Secret SECRET = new Secret("sk_live_0");

    private final TestVault server = new TestVault();
    private final Vault vault = new Vault(server.config());
    private final MovingClock clock = new MovingClock();
    private final MachineSecrets secrets =
            new MachineSecrets(
                    new Secret("a pepper of the tests, long enough to be one"),
                    new SecureRandom(),
                    Optional.empty(),
                    clock);
    private final VaultSecrets kept = new VaultSecrets(vault, secrets::mac, clock);

    @AfterEach
    void close() {
        vault.close();
        server.close();
    }

    private long reads() {
        return server.calls().stream().filter(call -> call.startsWith("GET")).count();
    }

    @Test
    void vaultIsAskedOnceInHalfAMinuteWhateverIsTried() {
        InVault where = kept.put(AGENT, CREDENTIAL, SECRET);

        for (int i = 0; i < 10; i++) {
            assertThat(kept.holds(where, secrets.mac(SECRET))).isTrue();
            assertThat(kept.holds(where, secrets.mac(new Secret("wrong " + i)))).isFalse();
        }

        assertThat(reads()).isOne();
        clock.now = clock.now.plusSeconds(30);
        assertThat(kept.holds(where, secrets.mac(SECRET))).isTrue();
        assertThat(reads()).isEqualTo(2);
    }

    @Test
    void whileVaultIsAwayASecretIsKnownForAMinuteAndNoLonger() {
        InVault where = kept.put(AGENT, CREDENTIAL, SECRET);
        kept.holds(where, secrets.mac(SECRET));
        server.stop();

        clock.now = clock.now.plus(Duration.ofSeconds(59));
        assertThat(kept.holds(where, secrets.mac(SECRET))).isTrue();
        assertThat(kept.holds(where, secrets.mac(new Secret("wrong")))).isFalse();

        clock.now = clock.now.plusSeconds(1);
        assertThatThrownBy(() -> kept.holds(where, secrets.mac(SECRET)))
                .isInstanceOf(Unavailable.class);
    }

    @Test
    void whatIsDestroyedInVaultEndsByItself() {
        InVault where = kept.put(AGENT, CREDENTIAL, SECRET);
        kept.holds(where, secrets.mac(SECRET));

        kept.destroy(where.path());
        clock.now = clock.now.plusSeconds(30);

        assertThat(kept.holds(where, secrets.mac(SECRET))).isFalse();
    }

    private static final class MovingClock extends Clock {
        private Instant now = Instant.parse("2026-06-05T10:00:00Z");

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
