package dev.sentinel.trust.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of counters: the last count it heard of each, so that a caller who is
 * past the limit is refused from memory, and so that counting goes on here when nobody else can be
 * asked.
 */
final class OwnWindows {
    // The least recent caller is forgotten first; who is forgotten is counted by Redis all the
    // same.
    private static final int KEPT = 100_000;

    private final LongSupplier nanoTime;
    private final Cache<String, Window> windows = Caffeine.newBuilder().maximumSize(KEPT).build();

    OwnWindows(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private record Window(long count, long endNanos) {}

    /** The count in a counter that has nothing left in its window. */
    Optional<Count> exhausted(Share share) {
        Window window = windows.getIfPresent(share.counter());
        long now = nanoTime.getAsLong();
        return window == null
                        || window.count() < share.quota().most()
                        || window.endNanos() - now <= 0
                ? Optional.empty()
                : Optional.of(count(share.quota(), window.count() + 1, window.endNanos() - now));
    }

    /**
     * Takes in what was counted elsewhere; answers may come in another order than they were made.
     */
    void heard(Share share, long count, long endNanos) {
        long now = nanoTime.getAsLong();
        windows.asMap()
                .merge(
                        share.counter(),
                        new Window(count, endNanos),
                        (known, fresh) ->
                                known.endNanos() - now > 0 && known.count() > fresh.count()
                                        ? known
                                        : fresh);
    }

    /** Counts one more here alone: in all of these counters, or in none when one is full. */
    synchronized List<Count> take(List<Share> shares) {
        long now = nanoTime.getAsLong();
        boolean room =
                shares.stream().allMatch(share -> counted(share, now) < share.quota().most());
        return shares.stream().map(share -> room ? add(share, now) : seen(share, now)).toList();
    }

    private Count add(Share share, long now) {
        Window counted =
                windows.asMap()
                        .merge(
                                share.counter(),
                                new Window(1, now + share.quota().window().toNanos()),
                                (known, fresh) ->
                                        known.endNanos() - now <= 0
                                                ? fresh
                                                : new Window(known.count() + 1, known.endNanos()));
        return count(share.quota(), counted.count(), counted.endNanos() - now);
    }

    /** Where it stands for a request that is not counted. */
    private Count seen(Share share, long now) {
        Quota quota = share.quota();
        long count = counted(share, now);
        Window window = windows.getIfPresent(share.counter());
        long left =
                window == null || count == 0 ? quota.window().toNanos() : window.endNanos() - now;
        return count(quota, count < quota.most() ? count : count + 1, left);
    }

    private long counted(Share share, long now) {
        @Nullable Window window = windows.getIfPresent(share.counter());
        return window == null || window.endNanos() - now <= 0 ? 0 : window.count();
    }

    private static Count count(Quota quota, long number, long leftNanos) {
        return new Count(number, quota.most(), Duration.ofNanos(leftNanos));
    }
}
