package dev.sentinel.identity.token;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many lines the last transactions of the ledger had. Callers that each wait for their token
 * before they ask for the next are all there when as many wait as ever did; of callers that come
 * when they like, so many are seldom there before the time is over, so waiting for them makes no
 * transaction smaller. For one thread.
 */
final class Arrivals {
    private static final int LOOKED_BACK = 8;

    private final Deque<Integer> last = new ArrayDeque<>(LOOKED_BACK + 1);

    void came(int lines) {
        last.addLast(lines);
        if (last.size() > LOOKED_BACK) {
            last.removeFirst();
        }
    }

    /** The most of any of them; at least one. */
    int mostAtOnce() {
        return last.stream().mapToInt(Integer::intValue).max().orElse(1);
    }
}
