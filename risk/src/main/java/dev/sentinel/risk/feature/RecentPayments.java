package dev.sentinel.risk.feature;

import java.util.Arrays;

/** The times of an entity's last {@value #CAPACITY} payments, for what tiles are too coarse for. */
final class RecentPayments {
    static final int CAPACITY = 16;
    private static final int FIRST_CAPACITY = 2;

    private long[] times = new long[FIRST_CAPACITY];
    private int size;
    private int next;

    void add(long atMillis) {
        if (size == times.length && size < CAPACITY) {
            times = Arrays.copyOf(times, 2 * size);
            next = size;
        }
        times[next] = atMillis;
        next = (next + 1) % times.length;
        size = Math.min(size + 1, times.length);
    }

    /**
     * Payments after {@code fromMillis} and not after {@code toMillis} that are still remembered.
     */
    int countBetween(long fromMillis, long toMillis) {
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (times[i] > fromMillis && times[i] <= toMillis) {
                count++;
            }
        }
        return count;
    }

    /** Whether every payment after {@code fromMillis} is still remembered. */
    boolean reachesBackTo(long fromMillis) {
        if (size < CAPACITY) {
            return true;
        }
        for (long time : times) {
            if (time <= fromMillis) {
                return true;
            }
        }
        return false;
    }

    /** Milliseconds since the last payment not after {@code nowMillis}, or -1. */
    long sinceLast(long nowMillis) {
        long shortest = -1;
        for (int i = 0; i < size; i++) {
            long age = nowMillis - times[i];
            if (age >= 0 && (shortest < 0 || age < shortest)) {
                shortest = age;
            }
        }
        return shortest;
    }
}
