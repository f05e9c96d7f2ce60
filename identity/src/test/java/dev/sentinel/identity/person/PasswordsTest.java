package dev.sentinel.identity.person;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.base.Unavailable;
import dev.sentinel.base.secret.Secret;
import java.security.SecureRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PasswordsTest {
    private static final Secret PASSWORD = new Secret("correct horse battery staple");

    /** The reference implementation's test vector (phc-winner-argon2, test.c). */
    @Test
    void readsWhatTheReferenceImplementationWrote() {
        Argon2id hash =
                Argon2id.parse(
                        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ"
                                + "$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc");

        assertThat(hash.matches("password")).isTrue();
        assertThat(hash.matches("Password")).isFalse();
    }

    @Test
    void theSamePasswordIsHashedDifferentlyEachTime() {
        try (Passwords passwords = new Passwords(HashConfig.DEFAULT, new SecureRandom())) {
            String one = passwords.hash(PASSWORD);
            String other = passwords.hash(PASSWORD);

            assertThat(one).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").isNotEqualTo(other);
            assertThat(passwords.matches(PASSWORD, one)).isTrue();
            assertThat(passwords.matches(PASSWORD, other)).isTrue();
        }
    }

    @Test
    void aHashOfBeforeParametersRoseIsOutdated() {
        try (Passwords before = new Passwords(HashConfig.DEFAULT, new SecureRandom());
                Passwords after =
                        new Passwords(new HashConfig(20_000, 2, 1, 8), new SecureRandom())) {
            assertThat(after.isOutdated(before.hash(PASSWORD))).isTrue();
            assertThat(after.isOutdated(after.hash(PASSWORD))).isFalse();
        }
    }

    @Test
    void refusesWhatFindsNoRoom() throws Exception {
        int callers = 24;
        AtomicInteger hashed = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        try (Passwords passwords =
                new Passwords(new HashConfig(65_536, 3, 1, 1), new SecureRandom())) {
            CyclicBarrier together = new CyclicBarrier(callers);
            Thread[] threads = new Thread[callers];
            for (int i = 0; i < callers; i++) {
                threads[i] =
                        Thread.startVirtualThread(() -> {
                            try {
                                together.await();
                                passwords.hash(PASSWORD);
                                hashed.incrementAndGet();
                            } catch (Unavailable full) {
                                refused.incrementAndGet();
                            } catch (Exception failure) {
                                throw new IllegalStateException(failure);
                            }
                        });
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }

        assertThat(hashed.get()).isPositive();
        assertThat(refused.get()).isPositive();
        assertThat(hashed.get() + refused.get()).isEqualTo(callers);
    }
}
