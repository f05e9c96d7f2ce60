package dev.sentinel.risk.feature;

import java.util.Arrays;

/**
 * Remembers at least the last {@code capacity} ids in bounded memory, as 64-bit hashes in two
 * generations: when the younger is full, the older is forgotten. Two ids with one hash (odds of
 * about one in 10^8 at a million ids) lose the second one's count, nothing else.
 */
final class RecentIds {
    private static final int FIRST_SLOTS = 64;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final int capacity;
    private long[] younger = new long[FIRST_SLOTS];
    private long[] older = new long[FIRST_SLOTS];
    private int size;

    RecentIds(int capacity) {
        this.capacity = capacity;
    }

    /** Remembers the id; false if it was remembered already. */
    boolean add(String id) {
        long hash = hash(id);
        if (contains(hash)) {
            return false;
        }
        if (size == capacity) {
            older = younger;
            younger = new long[FIRST_SLOTS];
            size = 0;
        }
        if (2 * size >= younger.length) {
            grow();
        }
        younger[slot(younger, hash)] = hash;
        size++;
        return true;
    }

    boolean contains(String id) {
        return contains(hash(id));
    }

    private boolean contains(long hash) {
        return younger[slot(younger, hash)] == hash || older[slot(older, hash)] == hash;
    }

    private void grow() {
        long[] old = younger;
        younger = new long[2 * old.length];
        Arrays.stream(old)
                .filter(hash -> hash != 0)
                .forEach(hash -> younger[slot(younger, hash)] = hash);
    }

    /** The slot that holds the hash, or the free one where it belongs; slots are a power of two. */
    private static int slot(long[] slots, long hash) {
        int mask = slots.length - 1;
        int slot = (int) (hash ^ (hash >>> 32)) & mask;
        while (slots[slot] != 0 && slots[slot] != hash) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** FNV-1a with a final mix; never 0, which marks a free slot. */
    private static long hash(String id) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * FNV_PRIME;
        }
        hash = (hash ^ (hash >>> 29)) * 0xbf58476d1ce4e5b9L;
        hash ^= hash >>> 32;
        return hash == 0 ? 1 : hash;
    }
}
