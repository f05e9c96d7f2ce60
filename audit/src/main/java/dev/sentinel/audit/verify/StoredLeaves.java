package dev.sentinel.audit.verify;

import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.audit.verify.VerifyOutcome.Broken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Leaves from one index on, in order: which event each is for, and its stored hash. Those before
 * the first fault have a slot each, from 0.
 */
final class StoredLeaves {
    /** How far an entry may stand behind an older one: {@link Rebuilt} says why. */
    private static final long DISORDER = Rebuilt.DISORDER.toMillis();

    /** PostgreSQL counts microseconds from the year 2000. */
    private static final long SINCE_2000 =
            Duration.between(Instant.EPOCH, Instant.parse("2000-01-01T00:00:00Z")).toMillis()
                    * 1_000;

    private final long first;
    private final int expected;
    private final long[] high;
    private final long[] low;
    private final byte[] hashes;
    private final IdSlots slots;
    private int count;
    private long newest = Long.MIN_VALUE;
    private Optional<Broken> fault = Optional.empty();

    StoredLeaves(long first, int expected) {
        this.first = first;
        this.expected = expected;
        high = new long[expected];
        low = new long[expected];
        hashes = new byte[expected * Hash.LENGTH];
        slots = new IdSlots(expected);
    }

    /** The next row of {@link Columns.Leaf}. */
    void add(CopyRow row) {
        if (fault.isPresent()) {
            return;
        }
        if (count >= expected || row.number(Columns.Leaf.INDEX) != first + count) {
            fault = missing();
            return;
        }
        UUID id = new UUID(row.half(Columns.Leaf.EVENT_ID, 0), row.half(Columns.Leaf.EVENT_ID, 1));
        fault = fault(row, id);
        if (fault.isEmpty()) {
            keep(row, id);
        }
    }

    /** The slot of the event that a row names by time and id; -1 when it is none of these. */
    int slot(CopyRow row, int at, int id) {
        int slot = slots.slot(row.half(id, 0), row.half(id, 1));
        return slot >= 0 && micros(id(slot)) == row.number(at) ? slot : -1;
    }

    int count() {
        return count;
    }

    UUID id(int slot) {
        return new UUID(high[slot], low[slot]);
    }

    /** The stored hashes, side by side. */
    @SuppressWarnings("EI_EXPOSE_REP")
    byte[] hashes() {
        return hashes;
    }

    /** What is wrong after the good ones, if they are not all that were expected. */
    Optional<Broken> fault() {
        return fault.isEmpty() && count < expected ? missing() : fault;
    }

    /** The fault of the entry in this slot. */
    Broken at(int slot, UUID id, String what) {
        return Broken.at(first + slot, id, what);
    }

    /**
     * The times of most of their events, and the ids of the others.
     *
     * @param outside those far away, to be asked for one by one
     */
    record Span(Instant from, Instant until, List<UUID> outside) {
        Span {
            outside = List.copyOf(outside);
        }
    }

    /** Which times to ask for; there is at least one leaf. */
    Span span() {
        long[] times = new long[count];
        for (int i = 0; i < count; i++) {
            times[i] = millis(i);
        }
        Arrays.sort(times);
        long from = times[count / 128];
        long until = times[count - 1 - count / 128];
        List<UUID> outside = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (millis(i) < from || millis(i) > until) {
                outside.add(id(i));
            }
        }
        return new Span(Instant.ofEpochMilli(from), Instant.ofEpochMilli(until), outside);
    }

    private Optional<Broken> fault(CopyRow row, UUID id) {
        if (id.version() != 7 || micros(id) != row.number(Columns.Leaf.EVENT_AT)) {
            return Optional.of(at(count, id, "the event's time is not the one in its id"));
        }
        if (row.length(Columns.Leaf.HASH) != Hash.LENGTH) {
            return Optional.of(at(count, id, "stored hashes are malformed"));
        }
        if (count > 0 && Entry.time(id).toEpochMilli() < newest - DISORDER) {
            String what = Rebuilt.backdated(Entry.time(id), Instant.ofEpochMilli(newest));
            return Optional.of(at(count, id, what));
        }
        return Optional.empty();
    }

    private void keep(CopyRow row, UUID id) {
        high[count] = id.getMostSignificantBits();
        low[count] = id.getLeastSignificantBits();
        System.arraycopy(
                row.bytes(), row.at(Columns.Leaf.HASH), hashes, count * Hash.LENGTH, Hash.LENGTH);
        slots.put(high[count], low[count], count);
        newest = Math.max(newest, millis(count));
        count++;
    }

    private Optional<Broken> missing() {
        return Optional.of(Broken.at(first + count, "the entry is missing from the order"));
    }

    private long millis(int slot) {
        return high[slot] >>> 16;
    }

    private static long micros(UUID id) {
        return (id.getMostSignificantBits() >>> 16) * 1_000 - SINCE_2000;
    }
}
