package dev.sentinel.identity.limit;

import dev.sentinel.base.redis.Redis;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts requests of callers in windows, without blocking.
 *
 * <p>Exact across processes while Redis answers. While it does not, each process counts for itself,
 * from what it heard last: nobody is refused for a cache that is away, and nobody gets more than
 * the limit from each process.
 */
final class RateLimiter {
    private static final Logger LOG = LoggerFactory.getLogger(RateLimiter.class);
    // A Redis that hangs must not cost every request the patience.
    private static final Duration REST = Duration.ofMillis(500);

    private final RateLimitConfig config;
    private final SharedWindows shared;
    private final OwnWindows own;
    private final LongSupplier nanoTime;
    private volatile long restsUntil;

    RateLimiter(Redis redis, RateLimitConfig config, LongSupplier nanoTime) {
        this.config = config;
        this.shared = new SharedWindows(redis, config);
        this.own = new OwnWindows(config, nanoTime);
        this.nanoTime = nanoTime;
        this.restsUntil = nanoTime.getAsLong();
    }

    /** The count of a caller of whom it is known that nothing is left; asks nobody. */
    Optional<Count> exhausted(String caller) {
        return own.exhausted(caller);
    }

    /** Counts one request; never fails. */
    CompletableFuture<Count> take(String caller) {
        Optional<Count> over = own.exhausted(caller);
        if (over.isPresent()) {
            return CompletableFuture.completedFuture(over.get());
        }
        long sentAt = nanoTime.getAsLong();
        if (sentAt - restsUntil < 0) {
            return CompletableFuture.completedFuture(own.take(caller));
        }
        return shared.take(caller)
                .handle((place, away) -> {
                    if (away != null) {
                        LOG.debug("requests are counted in this process alone", away);
                        restsUntil = nanoTime.getAsLong() + REST.toNanos();
                        return own.take(caller);
                    }
                    Duration left = Duration.ofMillis(place.leftMillis());
                    own.heard(caller, place.number(), sentAt + left.toNanos());
                    return new Count(place.number(), config.maxRequests(), left);
                });
    }
}
