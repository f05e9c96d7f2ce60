package dev.sentinel.audit.verify;

import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.verify.Checked.Remark;
import dev.sentinel.audit.verify.Checked.Remark.ErasureTold;
import dev.sentinel.audit.verify.Checked.Remark.EventGone;
import dev.sentinel.audit.verify.Checked.Remark.PersonalMissing;
import dev.sentinel.audit.verify.StoredLeaves.Span;
import dev.sentinel.audit.verify.VerifyOutcome.Broken;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Entries from one index on, told row by row: first the leaves, in order, then their events and
 * personal fields, in whatever order they come. Not safe for threads.
 */
final class StoredEntries {
    private static final byte[] ERASED = Erased.ACTION.getBytes(StandardCharsets.US_ASCII);

    private final long first;
    private final Instant keptSince;
    private final StoredLeaves leaves;
    private final Found[] events;
    private final StoredPersonal actor;
    private final StoredPersonal target;
    private final Map<Integer, String> erasures = new HashMap<>();
    private final LeafBytes hasher = new LeafBytes();

    /** What was found of an event. */
    private enum Found {
        NOTHING,
        ALTERED,
        GOOD
    }

    /** Events before {@code keptSince} may be gone. */
    StoredEntries(long first, int expected, Instant keptSince) {
        this.first = first;
        this.keptSince = keptSince;
        leaves = new StoredLeaves(first, expected);
        events = new Found[expected];
        Arrays.fill(events, Found.NOTHING);
        actor = new StoredPersonal("actor", expected);
        target = new StoredPersonal("target", expected);
    }

    /** A row of {@link Columns.Leaf}. */
    void leaf(CopyRow row) {
        leaves.add(row);
    }

    boolean isEmpty() {
        return leaves.count() == 0;
    }

    /** Where the events of the leaves are. */
    Span span() {
        return leaves.span();
    }

    /** A row of {@link Columns.Event}. */
    void event(CopyRow row) {
        int slot = leaves.slot(row, Columns.Event.AT, Columns.Event.ID);
        if (slot < 0) {
            return;
        }
        EventLeaf.write(hasher, row, leaves.id(slot));
        events[slot] = hasher.hashesTo(leaves.hashes(), slot) ? Found.GOOD : Found.ALTERED;
        if (row.is(Columns.Event.ACTION, ERASED) && !row.isNull(Columns.Event.METADATA)) {
            erasures.put(slot, row.text(Columns.Event.METADATA));
        }
        actor.commit(slot, row, Columns.Event.ACTOR_PERSONAL);
        target.commit(slot, row, Columns.Event.TARGET_PERSONAL);
    }

    /** A row of {@link Columns.Personal}. */
    void personal(CopyRow row) {
        int slot = leaves.slot(row, Columns.Personal.AT, Columns.Personal.EVENT_ID);
        if (slot >= 0) {
            boolean ofActor = row.bytes()[row.at(Columns.Personal.ABOUT)] == 'a';
            (ofActor ? actor : target).found(slot, row, hasher);
        }
    }

    /** The result, held also to what the tiles say stands where. */
    Checked result(StoredTiles tiles) {
        List<UUID> good = new ArrayList<>(leaves.count());
        List<Remark> remarks = new ArrayList<>();
        for (int slot = 0; slot < leaves.count(); slot++) {
            Optional<String> fault = fault(slot, tiles);
            if (fault.isPresent()) {
                Broken broken = leaves.at(slot, leaves.id(slot), fault.get());
                return Checked.of(good, leaves.hashes(), remarks, Optional.of(broken));
            }
            remark(slot, remarks);
            good.add(leaves.id(slot));
        }
        Checked checked = Checked.of(good, leaves.hashes(), remarks, leaves.fault());
        return checked.fault().isPresent()
                ? checked
                : checked.with(tiles.fault(leaves.count(), checked.roots()));
    }

    private Optional<String> fault(int slot, StoredTiles tiles) {
        if (events[slot] == Found.NOTHING && !mayBeGone(slot)) {
            return Optional.of("the event is missing");
        }
        return tiles.misplaced(slot, leaves.hashes())
                .or(() ->
                        events[slot] == Found.ALTERED
                                ? Optional.of("the event was altered")
                                : Optional.empty())
                .or(() -> actor.fault(slot))
                .or(() -> target.fault(slot));
    }

    private boolean mayBeGone(int slot) {
        return Entry.time(leaves.id(slot)).isBefore(keptSince);
    }

    private void remark(int slot, List<Remark> remarks) {
        if (events[slot] == Found.NOTHING) {
            remarks.add(new EventGone());
        }
        for (StoredPersonal whose : List.of(actor, target)) {
            if (whose.isMissing(slot)) {
                remarks.add(new PersonalMissing(first + slot, leaves.id(slot), whose.about()));
            }
        }
        if (erasures.containsKey(slot)) {
            remarks.add(new ErasureTold(erasures.get(slot)));
        }
    }
}
