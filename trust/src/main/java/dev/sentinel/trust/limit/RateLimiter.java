package dev.sentinel.trust.limit;

import dev.sentinel.base.Unavailable;
import dev.sentinel.base.redis.Redis;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts requests in windows, without blocking: a request passes when it has room in every counter
 * that it counts in, and only then it is counted.
 *
 * <p>Exact across processes while Redis answers. While it does not, whoever asks chooses: {@link
 * #take} counts in each process for itself, from what it heard last; {@link #takeTogether} fails.
 */
public final class RateLimiter {
    private static final Logger LOG = LoggerFactory.getLogger(RateLimiter.class);
    // A Redis that hangs must not cost every request the patience.
    private static final Duration REST = Duration.ofMillis(500);

    private final Redis redis;
    private final SharedWindows shared;
    private final OwnWindows own;
    private final LongSupplier nanoTime;
    private volatile long restsUntil;

    /** {@code patience} is how long Redis may take to count; then it is taken for away. */
    public RateLimiter(Redis redis, Duration patience, LongSupplier nanoTime) {
        this.redis = redis;
        this.shared = new SharedWindows(redis, patience);
        this.own = new OwnWindows(nanoTime);
        this.nanoTime = nanoTime;
        this.restsUntil = nanoTime.getAsLong();
    }

    /** Connects, so that the first request is counted together already; it may take a second. */
    public void connect() {
        try {
            redis.connection();
        } catch (Unavailable away) {
            LOG.warn("requests are not counted together: {}", away.getMessage());
        }
    }

    /** The count in a counter of which it is known that nothing is left; asks nobody. */
    public Optional<Count> exhausted(Share share) {
        return own.exhausted(share);
    }

    /** Whatever this asks for shares a round trip; it must not wait for the answers. */
    public <T> T together(Supplier<T> asking) {
        return shared.together(asking);
    }

    /** Counts one request in one counter, unless it is known to be full; never fails. */
    public CompletableFuture<Count> take(Share share) {
        return own.exhausted(share)
                .map(CompletableFuture::completedFuture)
                .orElseGet(() -> take(List.of(share)).thenApply(List::getFirst));
    }

    /**
     * Counts one request, here alone while Redis is away; never fails. Tells of each counter where
     * the request stands in it, in their order.
     */
    public CompletableFuture<List<Count>> take(List<Share> shares) {
        return takeTogether(shares)
                .exceptionally(away -> {
                    LOG.debug("requests are counted in this process alone", away);
                    return own.take(shares);
                });
    }

    /** As {@link #take}, but fails while Redis is away. */
    public CompletableFuture<List<Count>> takeTogether(List<Share> shares) {
        long sentAt = nanoTime.getAsLong();
        if (sentAt - restsUntil < 0) {
            return CompletableFuture.failedFuture(new Unavailable("redis", "it did not answer"));
        }
        return shared.take(shares)
                .whenComplete((counts, away) -> {
                    if (away != null) {
                        restsUntil = nanoTime.getAsLong() + REST.toNanos();
                        return;
                    }
                    for (int i = 0; i < counts.size(); i++) {
                        Count count = counts.get(i);
                        own.heard(shares.get(i), count.number(), sentAt + count.left().toNanos());
                    }
                });
    }
}
