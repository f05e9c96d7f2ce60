package dev.sentinel.identity.vault;

import dev.sentinel.base.Unavailable;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after Vault in the back, every few seconds: whether it answers, that our token does not run
 * out (renewed at half of its life), and work that waits until Vault is there.
 */
public final class VaultUpkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VaultUpkeep.class);
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration WORRY = Duration.ofDays(1);

    private final Vault vault;
    private final Runnable waiting;
    private final Duration every;
    private final Thread thread;
    private volatile boolean closed;
    private boolean warned;
    private volatile Optional<String> trouble = Optional.of("not asked yet");

    /** With work that is done each time, once Vault answers. */
    public VaultUpkeep(Vault vault, Runnable waiting) {
        this(vault, waiting, EVERY);
    }

    VaultUpkeep(Vault vault, Runnable waiting, Duration every) {
        this.vault = vault;
        this.waiting = waiting;
        this.every = every;
        this.thread = Thread.ofVirtual().name("vault-upkeep").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Whether Vault answered when last asked, and our token is good. */
    public boolean healthy() {
        return trouble.isEmpty();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void run() {
        try {
            while (!closed) {
                once();
                Thread.sleep(every);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void once() {
        try {
            tend(vault.lease());
            tell(Optional.empty());
            waiting.run();
        } catch (Unavailable away) {
            tell(Optional.of(String.valueOf(away.getMessage())));
        } catch (RuntimeException | Error failure) {
            LOG.warn("vault upkeep: {}", failure.toString());
        }
    }

    private void tend(Vault.Lease lease) {
        if (lease.isToBeRenewed()) {
            Duration renewed = vault.renew();
            LOG.info("VAULT_TOKEN renewed for {}", renewed);
        } else if (lease.endsWithin(WORRY) && !warned) {
            warned = true;
            LOG.warn("VAULT_TOKEN cannot be renewed and ends in {}: set another", lease.left());
        }
    }

    /** Once when it begins, once when it ends. */
    private void tell(Optional<String> now) {
        boolean wasWell = trouble.isEmpty();
        trouble = now;
        if (now.isPresent() && wasWell) {
            LOG.warn("{}", now.get());
        } else if (now.isEmpty() && !wasWell) {
            LOG.info("vault answers");
        }
    }
}
