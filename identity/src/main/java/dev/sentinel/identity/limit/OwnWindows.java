package dev.sentinel.identity.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What this process knows of callers' windows: the last count it heard of each, so that a caller
 * who is past the limit is refused from memory, and so that counting goes on here when nobody else
 * can be asked.
 */
final class OwnWindows {
    // The least recent caller is forgotten first; who is forgotten is counted by Redis all the
    // same.
    private static final int KEPT = 100_000;

    private final RateLimitConfig config;
    private final LongSupplier nanoTime;
    private final Cache<String, Window> windows = Caffeine.newBuilder().maximumSize(KEPT).build();

    OwnWindows(RateLimitConfig config, LongSupplier nanoTime) {
        this.config = config;
        this.nanoTime = nanoTime;
    }

    private record Window(long count, long endNanos) {}

    /** The count of a caller who has nothing left in its window. */
    Optional<Count> exhausted(String caller) {
        Window window = windows.getIfPresent(caller);
        long now = nanoTime.getAsLong();
        return window == null
                        || window.count() < config.maxRequests()
                        || window.endNanos() - now <= 0
                ? Optional.empty()
                : Optional.of(count(window.count() + 1, window.endNanos() - now));
    }

    /**
     * Takes in what was counted elsewhere; answers may come in another order than they were made.
     */
    void heard(String caller, long count, long endNanos) {
        long now = nanoTime.getAsLong();
        windows.asMap()
                .merge(
                        caller,
                        new Window(count, endNanos),
                        (known, fresh) ->
                                known.endNanos() - now > 0 && known.count() > fresh.count()
                                        ? known
                                        : fresh);
    }

    /** Counts one more here alone. */
    Count take(String caller) {
        long now = nanoTime.getAsLong();
        Window counted =
                windows.asMap()
                        .merge(
                                caller,
                                new Window(1, now + config.window().toNanos()),
                                (known, fresh) ->
                                        known.endNanos() - now <= 0
                                                ? fresh
                                                : new Window(known.count() + 1, known.endNanos()));
        return count(counted.count(), counted.endNanos() - now);
    }

    private Count count(long number, long leftNanos) {
        return new Count(number, config.maxRequests(), Duration.ofNanos(leftNanos));
    }
}
