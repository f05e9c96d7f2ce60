package dev.sentinel.identity;

import dev.sentinel.identity.key.KeyRing;
import dev.sentinel.identity.policy.Policies;
import dev.sentinel.identity.revocation.RevocationLog;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What identity does by the clock: looking at keys and policies, purging. */
final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration KEYS = Duration.ofSeconds(2);
    private static final Duration POLICY = Duration.ofSeconds(1);
    private static final Duration PURGE = Duration.ofMinutes(1);

    private final ScheduledExecutorService clockwork =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("identity-housekeeping").daemon().factory());

    private Housekeeping() {}

    static Housekeeping start(
            KeyRing keys, Policies policies, RevocationLog log, SigningIn signingIn) {
        Housekeeping housekeeping = new Housekeeping();
        housekeeping.every(KEYS, "key ring", keys::follow);
        housekeeping.every(POLICY, "policy", policies::refresh);
        housekeeping.every(PURGE, "purge", log::purge);
        housekeeping.every(PURGE, "sessions", signingIn::purge);
        return housekeeping;
    }

    private void every(Duration period, String name, Runnable work) {
        ScheduledFuture<?> _ =
                clockwork.scheduleWithFixedDelay(
                        () -> guarded(name, work),
                        period.toMillis(),
                        period.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** A failure must not end the schedule: the next round finds the stores back. */
    private static void guarded(String name, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error failure) {
            LOG.warn("{}: {}", name, failure.toString());
        }
    }

    @Override
    public void close() {
        clockwork.shutdownNow();
    }
}
