package dev.sentinel.audit.verify;

import java.util.Arrays;

/** Which slot an id stands in: a map without an object for each entry. */
final class IdSlots {
    private static final int NONE = -1;

    private final long[] high;
    private final long[] low;
    private final int[] slots;

    IdSlots(int most) {
        int room = Integer.highestOneBit(Math.max(8, most)) << 2;
        high = new long[room];
        low = new long[room];
        slots = new int[room];
        Arrays.fill(slots, NONE);
    }

    /** The first slot of an id stays. */
    void put(long idHigh, long idLow, int slot) {
        int at = place(idHigh, idLow);
        if (slots[at] == NONE) {
            high[at] = idHigh;
            low[at] = idLow;
            slots[at] = slot;
        }
    }

    /** -1 when the id has none. */
    int slot(long idHigh, long idLow) {
        return slots[place(idHigh, idLow)];
    }

    private int place(long idHigh, long idLow) {
        // The low half is random in a UUIDv7; whoever chooses ids to collide makes himself slow.
        long mixed = (idLow * 0x9E3779B97F4A7C15L) ^ idHigh;
        int at = (int) (mixed >>> 20) & (slots.length - 1);
        while (slots[at] != NONE && (high[at] != idHigh || low[at] != idLow)) {
            at = (at + 1) & (slots.length - 1);
        }
        return at;
    }
}
