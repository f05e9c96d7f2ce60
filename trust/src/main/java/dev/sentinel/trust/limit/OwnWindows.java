package dev.sentinel.trust.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

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
    // Whoever asks also tidies up: handing that to another thread costs a request more than doing
    // it.
    private final Cache<String, Window> windows =
            Caffeine.newBuilder().maximumSize(KEPT).executor(Runnable::run).build();

    OwnWindows(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Changed in place: putting another one there for each request would cost more than it. */
    private static final class Window {
        private long count;
        private long endNanos;

        synchronized Seen at(long now) {
            long left = endNanos - now;
            return count > 0 && left > 0 ? new Seen(count, left) : Seen.NOTHING;
        }

        synchronized void heard(long fresh, long freshEnd, long now) {
            if (at(now).count() <= fresh) {
                count = fresh;
                endNanos = freshEnd;
            }
        }

        synchronized Seen add(long windowNanos, long now) {
            if (at(now).count() == 0) {
                count = 0;
                endNanos = now + windowNanos;
            }
            count++;
            return at(now);
        }
    }

    private record Seen(long count, long leftNanos) {
        static final Seen NOTHING = new Seen(0, 0);
    }

    /** The count in a counter that has nothing left in its window. */
    Optional<Count> exhausted(Share share) {
        Seen seen = seen(share, nanoTime.getAsLong());
        return seen.count() == 0 || seen.count() < share.quota().most()
                ? Optional.empty()
                : Optional.of(count(share.quota(), seen.count() + 1, seen.leftNanos()));
    }

    /**
     * Takes in what was counted elsewhere; answers may come in another order than they were made.
     */
    void heard(Share share, long count, long endNanos) {
        window(share).heard(count, endNanos, nanoTime.getAsLong());
    }

    /** Counts one more here alone: in all of these counters, or in none when one is full. */
    synchronized List<Count> take(List<Share> shares) {
        long now = nanoTime.getAsLong();
        boolean room =
                shares.stream().allMatch(share -> seen(share, now).count() < share.quota().most());
        return shares.stream().map(share -> room ? add(share, now) : stands(share, now)).toList();
    }

    private Count add(Share share, long now) {
        Seen counted = window(share).add(share.quota().window().toNanos(), now);
        return count(share.quota(), counted.count(), counted.leftNanos());
    }

    /** Where it stands for a request that is not counted. */
    private Count stands(Share share, long now) {
        Quota quota = share.quota();
        Seen seen = seen(share, now);
        long left = seen.count() == 0 ? quota.window().toNanos() : seen.leftNanos();
        return count(quota, seen.count() < quota.most() ? seen.count() : seen.count() + 1, left);
    }

    private Seen seen(Share share, long now) {
        Window window = windows.getIfPresent(share.counter());
        return window == null ? Seen.NOTHING : window.at(now);
    }

    private Window window(Share share) {
        return windows.get(share.counter(), _ -> new Window());
    }

    private static Count count(Quota quota, long number, long leftNanos) {
        return new Count(number, quota.most(), Duration.ofNanos(leftNanos));
    }
}
