package dev.sentinel.audit.verify;

import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.audit.verify.Checked.Remark;
import dev.sentinel.audit.verify.Checked.Remark.ErasureTold;
import dev.sentinel.audit.verify.Checked.Remark.EventGone;
import dev.sentinel.audit.verify.Checked.Remark.PersonalMissing;
import dev.sentinel.audit.verify.VerifyOutcome.Broken;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Leaves from one index on, each held to its event and its personal fields as their rows come, in
 * whatever order they come. Not safe for threads.
 */
final class StoredEntries {
    private static final byte[] ERASED = Erased.ACTION.getBytes(StandardCharsets.US_ASCII);

    /** How far an entry may stand behind an older one: {@link Rebuilt} says why. */
    private static final long DISORDER = Rebuilt.DISORDER.toMillis();

    private final long first;
    private final int expected;
    private final Instant keptSince;
    private final long[] high;
    private final long[] low;
    private final byte[] hashes;
    private final IdSlots slots;
    private final State[] states;
    private final Personal actor;
    private final Personal target;
    private final LeafBytes leaf = new LeafBytes();
    private final Map<Integer, String> erasures = new HashMap<>();
    private int count;
    private long newest = Long.MIN_VALUE;
    private Optional<Broken> end = Optional.empty();

    private enum State {
        MISSING,
        ALTERED,
        GOOD
    }

    /** What events commit to about somebody, and what became of it. */
    private static final class Personal {
        private final String about;
        private final byte[] committed;
        private final boolean[] isCommitted;
        private final State[] states;

        Personal(String about, int count) {
            this.about = about;
            committed = new byte[count * Hash.LENGTH];
            isCommitted = new boolean[count];
            states = new State[count];
            Arrays.fill(states, State.MISSING);
        }

        Optional<String> fault(int slot) {
            return switch (states[slot]) {
                case GOOD -> Optional.empty();
                case ALTERED ->
                        Optional.of(
                                isCommitted[slot]
                                        ? "the personal fields of the " + about + " were altered"
                                        : "personal fields of the " + about + " were added");
                case MISSING -> Optional.empty();
            };
        }

        boolean isMissing(int slot) {
            return states[slot] == State.MISSING && isCommitted[slot];
        }
    }

    /** Events before {@code keptSince} may be gone. */
    StoredEntries(long first, int expected, Instant keptSince) {
        this.keptSince = keptSince;
        this.first = first;
        this.expected = expected;
        high = new long[expected];
        low = new long[expected];
        hashes = new byte[expected * Hash.LENGTH];
        slots = new IdSlots(expected);
        states = new State[expected];
        Arrays.fill(states, State.MISSING);
        actor = new Personal("actor", expected);
        target = new Personal("target", expected);
    }

    /** A row of {@link VerifyStore#LEAF_COLUMNS}, by index. */
    void leaf(CopyRow row) {
        if (end.isPresent()) {
            return;
        }
        if (count >= expected || row.number(0) != first + count) {
            end = missingLeaf();
            return;
        }
        long idHigh = row.half(2, 0);
        long idLow = row.half(2, 1);
        UUID id = new UUID(idHigh, idLow);
        if (id.version() != 7 || micros(id) != row.number(1)) {
            end = Optional.of(at(count, id, "the event's time is not the one in its id"));
            return;
        }
        long millis = idHigh >>> 16;
        if (row.length(3) != Hash.LENGTH || (count > 0 && millis < newest - DISORDER)) {
            // Rebuilt says it better, and knows what stood before these.
            String what =
                    row.length(3) == Hash.LENGTH
                            ? Rebuilt.backdated(Entry.time(id), Instant.ofEpochMilli(newest))
                            : "stored hashes are malformed";
            end = Optional.of(at(count, id, what));
            return;
        }
        newest = Math.max(newest, millis);
        high[count] = idHigh;
        low[count] = idLow;
        System.arraycopy(row.bytes(), row.at(3), hashes, count * Hash.LENGTH, Hash.LENGTH);
        slots.put(idHigh, idLow, count);
        count++;
    }

    /** A row of {@link VerifyStore#EVENT_COLUMNS}. */
    void event(CopyRow row) {
        int slot = slots.slot(row.half(1, 0), row.half(1, 1));
        if (slot < 0 || micros(id(slot)) != row.number(0)) {
            return;
        }
        EventLeaf.write(leaf, row, id(slot));
        states[slot] = leaf.hashesTo(hashes, slot) ? State.GOOD : State.ALTERED;
        if (row.is(6, ERASED) && !row.isNull(13)) {
            erasures.put(slot, row.text(13));
        }
        commit(actor, row, 14, slot);
        commit(target, row, 15, slot);
    }

    /** A row of {@link VerifyStore#PERSONAL_COLUMNS}. */
    void personal(CopyRow row) {
        int slot = slots.slot(row.half(1, 0), row.half(1, 1));
        if (slot < 0 || micros(id(slot)) != row.number(0)) {
            return;
        }
        Personal whose = row.bytes()[row.at(2)] == 'a' ? actor : target;
        boolean good =
                whose.isCommitted[slot]
                        && leaf.commits(
                                row.bytes(),
                                row.at(3),
                                row.length(3),
                                row.bytes(),
                                row.at(4),
                                row.length(4),
                                whose.committed,
                                slot);
        whose.states[slot] = good ? State.GOOD : State.ALTERED;
    }

    /** Which times to ask for; those few far outside are asked for one by one. */
    Span span() {
        long[] times = new long[count];
        for (int i = 0; i < count; i++) {
            times[i] = high[i] >>> 16;
        }
        Arrays.sort(times);
        long from = times[count / 128];
        long until = times[count - 1 - count / 128];
        List<UUID> outside = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (high[i] >>> 16 < from || high[i] >>> 16 > until) {
                outside.add(id(i));
            }
        }
        return new Span(Instant.ofEpochMilli(from), Instant.ofEpochMilli(until), outside);
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** The result, held also to what the tiles say stands where. */
    Checked result(StoredTiles tiles) {
        List<UUID> good = new ArrayList<>(count);
        List<Remark> remarks = new ArrayList<>();
        for (int slot = 0; slot < count; slot++) {
            Optional<Broken> fault = fault(slot, tiles);
            if (fault.isPresent()) {
                return Checked.of(good, hashes, remarks, fault);
            }
            remark(slot, remarks);
            good.add(id(slot));
        }
        Optional<Broken> last = end;
        if (last.isEmpty() && count < expected) {
            last = missingLeaf();
        }
        Checked checked = Checked.of(good, hashes, remarks, last);
        return last.isPresent() ? checked : checked.with(tiles.fault(count, checked.roots()));
    }

    private Optional<Broken> fault(int slot, StoredTiles tiles) {
        if (states[slot] == State.MISSING && !mayBeGone(slot)) {
            return Optional.of(at(slot, id(slot), "the event is missing"));
        }
        Optional<String> misplaced = tiles.misplaced(slot, hashes);
        if (misplaced.isPresent()) {
            return misplaced.map(what -> at(slot, id(slot), what));
        }
        if (states[slot] == State.ALTERED) {
            return Optional.of(at(slot, id(slot), "the event was altered"));
        }
        return actor.fault(slot).or(() -> target.fault(slot)).map(what -> at(slot, id(slot), what));
    }

    private boolean mayBeGone(int slot) {
        return Entry.time(id(slot)).isBefore(keptSince);
    }

    private void remark(int slot, List<Remark> remarks) {
        if (states[slot] == State.MISSING) {
            remarks.add(new EventGone());
        }
        for (Personal whose : List.of(actor, target)) {
            if (whose.isMissing(slot)) {
                remarks.add(new PersonalMissing(first + slot, id(slot), whose.about));
            }
        }
        if (erasures.containsKey(slot)) {
            remarks.add(new ErasureTold(erasures.get(slot)));
        }
    }

    private static void commit(Personal whose, CopyRow row, int column, int slot) {
        if (row.length(column) == Hash.LENGTH) {
            whose.isCommitted[slot] = true;
            System.arraycopy(
                    row.bytes(), row.at(column), whose.committed, slot * Hash.LENGTH, Hash.LENGTH);
        }
    }

    private Optional<Broken> missingLeaf() {
        return Optional.of(Broken.at(first + count, "the entry is missing from the order"));
    }

    private Broken at(int slot, UUID id, String what) {
        return Broken.at(first + slot, id, what);
    }

    private UUID id(int slot) {
        return new UUID(high[slot], low[slot]);
    }

    /** PostgreSQL counts microseconds from the year 2000. */
    private static long micros(UUID id) {
        return (id.getMostSignificantBits() >>> 16) * 1_000 - SINCE_2000;
    }

    private static final long SINCE_2000 =
            Duration.between(Instant.EPOCH, Instant.parse("2000-01-01T00:00:00Z")).toMillis()
                    * 1_000;

    /** The times of most entries, and the ids of the others. */
    record Span(Instant from, Instant until, List<UUID> outside) {
        Span {
            outside = List.copyOf(outside);
        }
    }
}
