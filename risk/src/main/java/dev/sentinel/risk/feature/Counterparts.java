package dev.sentinel.risk.feature;

import java.util.Arrays;

/**
 * How many different others an entity met lately: the terminals of a sender, the senders of a
 * device. Remembers the {@value #CAPACITY} met last by a hash of their name and the time of the
 * last meeting, so counts above that are cut off there.
 */
final class Counterparts {
    static final int CAPACITY = 64;
    private static final int FIRST_CAPACITY = 4;

    private int[] names = new int[FIRST_CAPACITY];
    private long[] lastMet = new long[FIRST_CAPACITY];
    private int size;

    void meet(String name, long atMillis) {
        int hash = name.hashCode();
        for (int i = 0; i < size; i++) {
            if (names[i] == hash) {
                lastMet[i] = Math.max(lastMet[i], atMillis);
                return;
            }
        }
        int slot = slot();
        if (slot < size && lastMet[slot] > atMillis) {
            return;
        }
        names[slot] = hash;
        lastMet[slot] = atMillis;
        size = Math.max(size, slot + 1);
    }

    /** Others met after {@code fromMillis}. */
    int metSince(long fromMillis) {
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (lastMet[i] > fromMillis) {
                count++;
            }
        }
        return count;
    }

    private int slot() {
        if (size < names.length) {
            return size;
        }
        if (size < CAPACITY) {
            names = Arrays.copyOf(names, 2 * size);
            lastMet = Arrays.copyOf(lastMet, 2 * size);
            return size;
        }
        int oldest = 0;
        for (int i = 1; i < size; i++) {
            if (lastMet[i] < lastMet[oldest]) {
                oldest = i;
            }
        }
        return oldest;
    }
}
