package dev.sentinel.audit.verify;

import dev.sentinel.audit.erase.ErasureActions;
import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.log.EventRow;
import dev.sentinel.audit.note.NotePublicKey;
import dev.sentinel.audit.sequencer.Head;
import dev.sentinel.audit.sequencer.Tile;
import dev.sentinel.audit.sequencer.TreeStore;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.audit.verify.VerifyOutcome.Broken;
import dev.sentinel.audit.verify.VerifyOutcome.Intact;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Verifies a log in its database: recomputes every leaf from the stored event, the tree from the
 * leaves, and holds it to every signed checkpoint. A running log may go on meanwhile.
 */
public final class Verifier {
    private static final int TILES_AT_ONCE = 16;
    private static final int CHECKPOINTS_AT_ONCE = 1_000;

    private final Database database;
    private final List<NotePublicKey> keys;
    private final Clock clock;
    private final TreeStore tree = new TreeStore();
    private final VerifyStore store = new VerifyStore();

    /** The keys that may have signed: the present one and, after a rotation, those before it. */
    public Verifier(Database database, List<NotePublicKey> keys) {
        this(database, keys, Clock.systemUTC());
    }

    /** Whether events are old enough to be gone is told by a clock that is not the log's. */
    Verifier(Database database, List<NotePublicKey> keys, Clock clock) {
        this.database = database;
        this.keys = List.copyOf(keys);
        this.clock = clock;
    }

    /** Verifies against nothing but the signatures. */
    public VerifyOutcome verify(Progress progress) {
        return verified(Optional.empty(), progress);
    }

    /**
     * Verifies also that the log goes on from the checkpoint seen last, and keeps the one seen now.
     */
    public VerifyOutcome verify(SeenCheckpoint seen, Progress progress) {
        VerifyOutcome outcome = verified(seen.read(), progress);
        if (outcome instanceof Intact intact) {
            seen.write(intact.checkpoint());
        }
        return outcome;
    }

    private VerifyOutcome verified(Optional<String> seen, Progress progress) {
        Optional<Head> begun = database.read(tree::head);
        if (begun.isEmpty()) {
            return Broken.of("the log has no checkpoint: it was never begun, or all of it is gone");
        }
        Head head = begun.get();
        Promises promises = new Promises(keys);
        Rebuilt rebuilt = new Rebuilt(promises, Retention.keptSince(clock.instant()));
        return promises.add("the newest checkpoint", head.note())
                .or(() -> seen.flatMap(note -> promises.add("the checkpoint seen last", note)))
                .or(() -> keptPromises(promises))
                .or(() -> promises.beyond(head.size()))
                .or(() -> promises.check(rebuilt.edge()))
                .or(() -> entries(head, rebuilt, progress))
                .or(() -> headFault(head, rebuilt))
                .or(() -> strays(head))
                .or(() -> loss(head, rebuilt.erased()))
                .map(VerifyOutcome.class::cast)
                .orElseGet(() ->
                        new Intact(
                                head.size(),
                                rebuilt.edge().root(),
                                head.note(),
                                rebuilt.erased().count()));
    }

    private Optional<Broken> keptPromises(Promises promises) {
        long from = 0;
        while (true) {
            long next = from;
            var page = database.read(tx -> store.checkpoints(tx, next, CHECKPOINTS_AT_ONCE));
            for (VerifyStore.Kept kept : page) {
                Optional<Broken> fault = promises.add("a kept checkpoint", kept.note());
                if (fault.isPresent()) {
                    return fault;
                }
            }
            if (page.size() < CHECKPOINTS_AT_ONCE) {
                return Optional.empty();
            }
            from = page.getLast().size() + 1;
        }
    }

    private Optional<Broken> entries(Head head, Rebuilt rebuilt, Progress progress) {
        StoredHashes hashes = new StoredHashes(tree, head);
        for (long first = 0; first < head.size(); first += TILES_AT_ONCE * Tile.WIDTH) {
            long start = first;
            long end = Math.min(head.size(), start + TILES_AT_ONCE * Tile.WIDTH);
            Optional<Broken> fault = database.read(tx -> entries(tx, start, end, rebuilt, hashes));
            if (fault.isPresent()) {
                return fault;
            }
            progress.at(end, head.size());
        }
        return Optional.empty();
    }

    private Optional<Broken> entries(
            Tx tx, long start, long end, Rebuilt rebuilt, StoredHashes hashes) {
        try {
            List<LeafRow> leaves = store.leaves(tx, start, end);
            for (long index = start; index < end; index += Tile.WIDTH) {
                int width = (int) Math.min(Tile.WIDTH, end - index);
                int from = (int) Math.min(index - start, leaves.size());
                List<LeafRow> rows = leaves.subList(from, Math.min(from + width, leaves.size()));
                Optional<List<Hash>> tile = hashes.tileFrom(tx, index);
                Optional<Broken> fault = tileFault(rebuilt, index, width, rows, tile);
                if (fault.isEmpty() && width == Tile.WIDTH) {
                    fault = hashes.climb(tx, tile.orElseThrow(), index / Tile.WIDTH);
                }
                if (fault.isPresent()) {
                    return fault;
                }
            }
            return Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.of(
                    Broken.at(start, "stored hashes are malformed: " + malformed.getMessage()));
        }
    }

    private static Optional<Broken> tileFault(
            Rebuilt rebuilt, long first, int width, List<LeafRow> rows, Optional<List<Hash>> tile) {
        for (int i = 0; i < width; i++) {
            if (i >= rows.size() || rows.get(i).index() != first + i) {
                return Optional.of(Broken.at(first + i, "the entry is missing from the order"));
            }
            Optional<Broken> fault = leafFault(rebuilt, rows.get(i), tile, i);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return tile.isPresent()
                ? Optional.empty()
                : Optional.of(Broken.at(first, "the tile from this index on is missing"));
    }

    private static Optional<Broken> leafFault(
            Rebuilt rebuilt, LeafRow row, Optional<List<Hash>> tile, int position) {
        boolean gone = row.event().isEmpty();
        if (gone && !rebuilt.mayBeGone(row.eventId())) {
            return Optional.of(Broken.at(row.index(), row.eventId(), "the event is missing"));
        }
        if (tile.isPresent() && !tile.get().get(position).equals(row.hash())) {
            return Optional.of(
                    Broken.at(row.index(), row.eventId(), misplaced(row, tile.get(), position)));
        }
        if (gone) {
            return rebuilt.add(row.eventId(), Entry.time(row.eventId()), row.hash());
        }
        EventRow event = row.event().get();
        if (!event.leaf().equals(row.hash())) {
            return Optional.of(Broken.at(row.index(), row.eventId(), "the event was altered"));
        }
        rebuilt.erased().told(event.action(), event.metadata());
        return rebuilt.personalFault(row.eventId(), event.personal(), row.personal())
                .or(() -> rebuilt.add(row.eventId(), event.at(), row.hash()));
    }

    private static String misplaced(LeafRow row, List<Hash> tile, int position) {
        int belongs = tile.indexOf(row.hash());
        if (belongs < 0) {
            return "the entry is not the one that was integrated here";
        }
        return "entries were reordered: this one belongs at index "
                + (row.index() - position + belongs);
    }

    private static Optional<Broken> headFault(Head head, Rebuilt rebuilt) {
        return rebuilt.edge().roots().equals(head.edge())
                ? Optional.empty()
                : Optional.of(Broken.of("the stored edge of the tree was altered"));
    }

    /** What was erased since the head was signed is told by an event that is not under it yet. */
    private Optional<Broken> loss(Head head, Erased erased) {
        if (!erased.allExplained()) {
            database.read(tx -> store.erasuresSince(tx, head.signedAt()))
                    .forEach(lists -> erased.told(ErasureActions.ERASED_NAME, Optional.of(lists)));
        }
        return erased.loss();
    }

    /** What is there and should not be. */
    private Optional<Broken> strays(Head head) {
        Optional<Broken> beyond =
                database.read(store::leafBeyondHead)
                        .map(index -> Broken.at(index, "the entry stands outside the signed tree"));
        return beyond.or(() ->
                database.read(tx -> store.passedOver(tx, head.snapshot()))
                        .map(stray ->
                                new Broken(
                                        Optional.empty(),
                                        Optional.of(stray.id()),
                                        "the event of %s was put in without the log"
                                                .formatted(stray.at()))));
    }
}
