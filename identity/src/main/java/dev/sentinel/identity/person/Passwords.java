package dev.sentinel.identity.person;

import dev.sentinel.base.Unavailable;
import dev.sentinel.base.secret.Secret;
import java.security.SecureRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Hashes and checks passwords on threads of its own, so many at once and waiting at most: whoever
 * sends a thousand passwords at once takes neither the memory nor the processors from everybody
 * else. What does not find room is refused with 503.
 */
final class Passwords implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;

    private final HashConfig config;
    private final SecureRandom random;
    private final ThreadPoolExecutor threads;
    private final String nobodys;

    Passwords(HashConfig config, SecureRandom random) {
        this.config = config;
        this.random = random;
        this.threads =
                new ThreadPoolExecutor(
                        config.threads(),
                        config.threads(),
                        1,
                        TimeUnit.MINUTES,
                        new ArrayBlockingQueue<>(config.waiting()),
                        Thread.ofPlatform().name("password-", 0).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
        this.nobodys = Argon2id.ofNobody(random, config).phc();
    }

    /** A new hash, to be stored. */
    String hash(Secret password) {
        byte[] salt = new byte[Argon2id.SALT_BYTES];
        random.nextBytes(salt);
        return run(() -> Argon2id.of(password.expose(), salt, config).phc());
    }

    boolean matches(Secret password, String stored) {
        return run(() -> Argon2id.parse(stored).matches(password.expose()));
    }

    /** Takes as long as a check of somebody's, so that time does not tell whom there is. */
    void matchNobody(Secret password) {
        boolean _ = matches(password, nobodys);
    }

    /** Whether the hash was made when hashing was cheaper. */
    boolean isOutdated(String stored) {
        return Argon2id.parse(stored).isWeakerThan(config);
    }

    private <T> T run(Callable<T> work) {
        Future<T> result;
        try {
            result = threads.submit(work);
        } catch (RejectedExecutionException full) {
            throw new Unavailable("password check", full);
        }
        try {
            return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            result.cancel(true);
            throw new Unavailable("password check", late);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException(failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Unavailable("password check", stopped);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
