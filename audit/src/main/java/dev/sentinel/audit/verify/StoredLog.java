package dev.sentinel.audit.verify;

import dev.sentinel.audit.sequencer.Head;
import dev.sentinel.audit.sequencer.Tile;
import dev.sentinel.audit.sequencer.TreeStore;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.audit.tree.Hashes;
import dev.sentinel.audit.verify.StoredLeaves.Span;
import dev.sentinel.audit.verify.VerifyOutcome.Broken;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A log in its database. Every leaf is recomputed from the stored event. A running log may go on
 * meanwhile: what is integrated never changes, and what comes later is not looked at.
 */
public final class StoredLog implements LogSource {
    private static final int CHECKPOINTS_AT_ONCE = 1_000;

    private final Database database;
    private final Clock clock;
    private final TreeStore tree = new TreeStore();
    private final VerifyStore store = new VerifyStore();
    private final UpperTiles above;
    private Optional<Head> begun = Optional.empty();

    public StoredLog(Database database) {
        this(database, Clock.systemUTC());
    }

    /** Whether events are old enough to be gone is told by a clock that is not the log's. */
    StoredLog(Database database, Clock clock) {
        this.clock = clock;
        this.database = database;
        this.above = new UpperTiles(this::tile);
    }

    @Override
    public Optional<String> checkpoint() {
        begun = database.read(tree::head);
        return begun.map(Head::note);
    }

    @Override
    public List<String> kept() {
        List<String> notes = new ArrayList<>();
        long from = 0;
        while (true) {
            long next = from;
            var page = database.read(tx -> tree.kept(tx, next, CHECKPOINTS_AT_ONCE));
            page.forEach(kept -> notes.add(kept.note()));
            if (page.size() < CHECKPOINTS_AT_ONCE) {
                return notes;
            }
            from = page.getLast().size() + 1;
        }
    }

    @Override
    public Supplier<Checked> next(long first, int count) {
        return () -> database.read(tx -> checked(tx, first, count));
    }

    @Override
    public Optional<Broken> above(Checked checked) {
        return above.add(checked);
    }

    @Override
    public Optional<Broken> afterwards(Rebuilt rebuilt) {
        Head head = head();
        if (!rebuilt.edge().roots().equals(head.edge())) {
            return Optional.of(Broken.of("the stored edge of the tree was altered"));
        }
        return database.read(store::leafBeyondHead)
                .map(index -> Broken.at(index, "the entry stands outside the signed tree"))
                .or(() -> stray(head, rebuilt.gone()))
                .or(() -> loss(head, rebuilt.erased()));
    }

    private Checked checked(Tx tx, long first, int count) {
        StoredEntries entries =
                new StoredEntries(first, count, Retention.keptSince(clock.instant()));
        store.eachLeaf(tx, first, first + count, entries::leaf);
        if (!entries.isEmpty()) {
            Span span = entries.span();
            store.eachEvent(tx, span, entries::event);
            store.eachPersonal(tx, span, entries::personal);
        }
        return entries.result(
                new StoredTiles(
                        first,
                        count,
                        store.tiles(tx, first / Tile.WIDTH, count / Tile.WIDTH),
                        head().tail()));
    }

    /**
     * An event without a leaf. Each leaf has been found to have its event, so there is one only
     * when there are more events than leaves: counting is cheaper than looking for it.
     */
    private Optional<Broken> stray(Head head, long gone) {
        if (database.read(tx -> store.seen(tx, head.snapshot())) == head.size() - gone) {
            return Optional.empty();
        }
        return database.read(tx -> store.passedOver(tx, head.snapshot()))
                .map(stray ->
                        new Broken(
                                Optional.empty(),
                                Optional.of(stray.id()),
                                "the event of %s was put in without the log"
                                        .formatted(stray.at())));
    }

    /** What was erased since the head was signed is told by an event that is not under it yet. */
    private Optional<Broken> loss(Head head, Erased erased) {
        if (!erased.allExplained()) {
            database.read(tx -> store.erasuresSince(tx, head.signedAt())).forEach(erased::told);
        }
        return erased.loss();
    }

    /** A tile whose stored root is the one that its hashes make. */
    private Optional<byte[]> tile(int level, long n) {
        return database.read(tx -> tree.tile(tx, level, n).filter(tile -> rootIsRight(tx, tile)))
                .map(tile -> Hashes.row(tile.hashes()));
    }

    private boolean rootIsRight(Tx tx, Tile tile) {
        List<Hash> roots = tree.tileRoots(tx, tile.level(), tile.n(), 1);
        return roots.equals(List.of(tile.root()));
    }

    private Head head() {
        return begun.orElseThrow(() -> new IllegalStateException("the checkpoint is read first"));
    }
}
