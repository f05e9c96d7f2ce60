package dev.sentinel.risk.feature;

import java.util.Arrays;

/**
 * Counts of one entity, cut into tiles of time and kept sparsely: a tile exists only if something
 * happened in it. The last {@value #HOURLY_DAYS} days are in tiles of an hour, older ones in tiles
 * of a day; what is older than {@value #RETAINED_DAYS} days is forgotten. A window is the sum of
 * the tiles whose middle it holds, so each end of it is off by half a tile at most.
 *
 * <p>A tile is three longs in one array, because millions of them live in the heap at once.
 */
final class Tiles {
    static final int HOURLY_DAYS = 9;
    static final int RETAINED_DAYS = 40;

    private static final int STRIDE = 3;
    private static final int DAY = 24;
    private static final long HALF_HOUR = 1_800_000L;
    private static final int COUNTER_LIMIT = 0xFFFF;
    private static final double MILLION = 1e6;
    private static final long[] NONE = {};

    // Word 0: start hour and count. Word 1: sum in whole millionths of a dollar, so that no order
    // of adding gives another sum. Word 2: bits of the largest amount, frauds among the tile's
    // payments, and frauds reported during the tile.
    private long[] words = NONE;
    private int size;
    private int newestHour = Integer.MIN_VALUE;
    // Always a midnight: tiles before it are days, tiles from it on are hours.
    private int hourlyFrom = Integer.MIN_VALUE;

    /** Counts one payment in the tile of its time, however late it comes. */
    void add(long atMillis, double amount) {
        int tile = tileFor(hour(atMillis));
        if (tile < 0) {
            return;
        }
        words[tile]++;
        words[tile + 1] = plus(words[tile + 1], Math.round(amount * MILLION));
        float largest = Math.max(max(tile), (float) amount);
        words[tile + 2] =
                ((long) Float.floatToRawIntBits(largest) << 32) | (words[tile + 2] & 0xFFFF_FFFFL);
    }

    /** Marks one payment of that time as fraudulent; forgotten tiles stay forgotten. */
    void fraud(long paymentMillis) {
        int hour = hour(paymentMillis);
        int position = floor(hour);
        if (position >= 0 && hour < start(position * STRIDE) + width(position * STRIDE)) {
            int tile = position * STRIDE;
            if (frauds(tile) < COUNTER_LIMIT) {
                words[tile + 2] += 1L << 16;
            }
        }
    }

    /** Counts a fraud that became known at that time. */
    void report(long labelledMillis) {
        int tile = tileFor(hour(labelledMillis));
        if (tile >= 0 && reported(tile) < COUNTER_LIMIT) {
            words[tile + 2]++;
        }
    }

    /** What happened after {@code fromMillis} and not after {@code toMillis}. */
    Totals between(long fromMillis, long toMillis) {
        int count = 0;
        long sum = 0;
        float max = 0;
        int frauds = 0;
        int reported = 0;
        // From the newest back, so that short windows touch few tiles.
        for (int tile = (size - 1) * STRIDE; tile >= 0; tile -= STRIDE) {
            long middle = (2L * start(tile) + width(tile)) * HALF_HOUR;
            if (middle <= fromMillis) {
                break;
            }
            if (middle <= toMillis) {
                count += count(tile);
                sum = plus(sum, words[tile + 1]);
                max = Math.max(max, max(tile));
                frauds += frauds(tile);
                reported += reported(tile);
            }
        }
        return new Totals(count, sum / MILLION, max, frauds, reported);
    }

    /** What happened in the {@code spanMillis} up to now; the running hour counts as a whole. */
    Totals last(long spanMillis, long nowMillis) {
        return between(nowMillis - spanMillis, nowMillis + HALF_HOUR);
    }

    int size() {
        return size;
    }

    /** Sums stop at nine trillion dollars rather than turn negative. */
    private static long plus(long sum, long more) {
        return more > Long.MAX_VALUE - sum ? Long.MAX_VALUE : sum + more;
    }

    private static int hour(long millis) {
        return Math.toIntExact(Math.floorDiv(millis, 2 * HALF_HOUR));
    }

    private static int midnight(int hour) {
        return Math.floorDiv(hour, DAY) * DAY;
    }

    private int tileFor(int hour) {
        if (hour > newestHour) {
            advance(hour);
        }
        if (hour < midnight(newestHour - RETAINED_DAYS * DAY)) {
            return -1;
        }
        int start = hour < hourlyFrom ? midnight(hour) : hour;
        int position = floor(start);
        if (position >= 0 && start(position * STRIDE) == start) {
            return position * STRIDE;
        }
        insert(position + 1, start);
        return (position + 1) * STRIDE;
    }

    private void advance(int hour) {
        newestHour = hour;
        int boundary = midnight(hour - HOURLY_DAYS * DAY);
        if (boundary <= hourlyFrom) {
            return;
        }
        hourlyFrom = boundary;
        int oldest = midnight(hour - RETAINED_DAYS * DAY);
        int kept = 0;
        for (int position = 0; position < size; position++) {
            int tile = position * STRIDE;
            if (start(tile) < oldest) {
                continue;
            }
            int start = start(tile) < boundary ? midnight(start(tile)) : start(tile);
            if (kept > 0 && start((kept - 1) * STRIDE) == start) {
                merge(tile, (kept - 1) * STRIDE);
                continue;
            }
            System.arraycopy(words, tile, words, kept * STRIDE, STRIDE);
            words[kept * STRIDE] = head(start, count(tile));
            kept++;
        }
        size = kept;
    }

    private void merge(int from, int into) {
        words[into] += count(from);
        words[into + 1] = plus(words[into + 1], words[from + 1]);
        float largest = Math.max(max(into), max(from));
        long frauds = Math.min(COUNTER_LIMIT, frauds(into) + frauds(from));
        long reported = Math.min(COUNTER_LIMIT, reported(into) + reported(from));
        words[into + 2] =
                ((long) Float.floatToRawIntBits(largest) << 32) | (frauds << 16) | reported;
    }

    private void insert(int position, int start) {
        int needed = (size + 1) * STRIDE;
        if (needed > words.length) {
            words = Arrays.copyOf(words, Math.max(needed, words.length + words.length / 2));
        }
        int at = position * STRIDE;
        System.arraycopy(words, at, words, at + STRIDE, size * STRIDE - at);
        words[at] = head(start, 0);
        words[at + 1] = 0;
        words[at + 2] = 0;
        size++;
    }

    /** Position of the last tile that starts at or before the hour, or -1. */
    private int floor(int hour) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (start(middle * STRIDE) <= hour) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    private static long head(int start, int count) {
        return ((long) start << 32) | count;
    }

    private int start(int tile) {
        return (int) (words[tile] >> 32);
    }

    private int width(int tile) {
        return start(tile) < hourlyFrom ? DAY : 1;
    }

    private int count(int tile) {
        return (int) words[tile];
    }

    private float max(int tile) {
        return Float.intBitsToFloat((int) (words[tile + 2] >> 32));
    }

    private int frauds(int tile) {
        return (int) (words[tile + 2] >> 16) & COUNTER_LIMIT;
    }

    private int reported(int tile) {
        return (int) words[tile + 2] & COUNTER_LIMIT;
    }

    /**
     * Sums over a window.
     *
     * @param sum of amounts in US dollars
     * @param max largest amount in US dollars
     * @param frauds payments made in the window that are known to be fraudulent
     * @param reported frauds that became known in the window, whenever they were made
     */
    record Totals(int count, double sum, float max, int frauds, int reported) {

        /** Mean amount, {@code NaN} without payments. */
        double mean() {
            return count == 0 ? Double.NaN : sum / count;
        }

        /** Share of frauds among the window's payments, 0 without payments. */
        double fraudShare() {
            return count == 0 ? 0 : (double) frauds / count;
        }
    }
}
