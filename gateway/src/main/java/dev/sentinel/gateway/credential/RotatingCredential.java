package dev.sentinel.gateway.credential;

import dev.sentinel.base.Unavailable;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One credential of one service, believed for five minutes at a time. A new one is tried before it
 * takes over, and the one before it is kept: while a credential is changed both may be right, and a
 * service that knows only one of them is not shut out.
 *
 * <p>{@link #current} is for event loops: it only reads memory.
 */
public final class RotatingCredential {
    private static final Logger LOG = LoggerFactory.getLogger(RotatingCredential.class);
    private static final Duration BELIEVED = Duration.ofMinutes(5);
    private static final Duration MISSING_FOR = Duration.ofSeconds(10);

    /** A caller who provokes refusals must not make us ask the source without end. */
    private static final Duration BETWEEN_REFUSALS = Duration.ofSeconds(5);

    private final CredentialSource source;
    private final String name;
    private final LongSupplier nanoTime;
    private final Consumer<String> missing;
    private volatile @Nullable BasicCredential current;
    private @Nullable BasicCredential before;
    private long readAt;
    private boolean read;
    private long refusedAt;
    private boolean refused;

    /**
     * Reads nothing yet: until {@link #refresh} there is none.
     *
     * @param missing is told the name each time that it is looked for in vain
     */
    public RotatingCredential(
            CredentialSource source, String name, LongSupplier nanoTime, Consumer<String> missing) {
        this.source = source;
        this.name = name;
        this.nanoTime = nanoTime;
        this.missing = missing;
    }

    /** What to present now; null when there is none. */
    public @Nullable BasicCredential current() {
        return current;
    }

    /** Whether it is time to look at the source again. */
    public synchronized boolean isDue() {
        Duration patience = current == null ? MISSING_FOR : BELIEVED;
        return !read || nanoTime.getAsLong() - readAt >= patience.toNanos();
    }

    /**
     * Looks at the source, which may take a while. Another credential takes over when the service
     * accepts it; the first one is taken as it is.
     */
    public synchronized void refresh(Predicate<BasicCredential> accepted) {
        Optional<BasicCredential> found = look();
        BasicCredential now = current;
        if (found.isEmpty() || found.get().equals(now)) {
            return;
        }
        if (now != null && !accepted.test(found.get())) {
            LOG.warn(
                    "the new credential '{}' is refused by its service: the one before stays",
                    name);
            return;
        }
        before = now;
        current = found.get();
        LOG.info("credential '{}' {}", name, now == null ? "was read" : "has changed");
    }

    /**
     * The service has refused this one. True when there is another to try: a newer one, or the one
     * before.
     */
    public synchronized boolean replace(BasicCredential used) {
        if (!used.equals(current)) {
            return current != null;
        }
        if (refused && nanoTime.getAsLong() - refusedAt < BETWEEN_REFUSALS.toNanos()) {
            return false;
        }
        refused = true;
        refusedAt = nanoTime.getAsLong();
        BasicCredential other = look().filter(found -> !found.equals(used)).orElse(before);
        if (other == null || other.equals(used)) {
            return false;
        }
        before = used;
        current = other;
        LOG.warn("credential '{}' was refused by its service: another one takes over", name);
        return true;
    }

    private Optional<BasicCredential> look() {
        read = true;
        readAt = nanoTime.getAsLong();
        try {
            Optional<BasicCredential> found = source.read(name);
            if (found.isEmpty() && current == null) {
                missing.accept(name);
            }
            return found;
        } catch (Unavailable away) {
            LOG.warn("credential '{}' cannot be looked up: {}", name, away.getMessage());
            return Optional.empty();
        }
    }
}
