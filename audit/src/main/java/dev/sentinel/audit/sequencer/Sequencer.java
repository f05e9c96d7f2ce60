package dev.sentinel.audit.sequencer;

import dev.sentinel.audit.log.EventRow;
import dev.sentinel.audit.note.Checkpoint;
import dev.sentinel.audit.note.LogKeys;
import dev.sentinel.audit.note.SignedNote;
import dev.sentinel.audit.sequencer.PendingStore.Pending;
import dev.sentinel.audit.sequencer.PendingStore.Position;
import dev.sentinel.audit.tree.Edge;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Gives committed events their order and their proof.
 *
 * <p>Every process has one, if only to stand by; the database lets one at a time integrate, by an
 * advisory lock that ends with the transaction. Nothing that a pass needs is kept in memory between
 * passes, so when the leader dies, the next pass of any other goes on where the last commit was.
 */
public final class Sequencer {
    private final Database database;
    private final Supplier<LogKeys> keys;
    private final Clock clock;
    private final SequencerConfig config;
    private final TreeStore store = new TreeStore();
    private final PendingStore pending = new PendingStore();
    private volatile Optional<Trusted> trusted = Optional.empty();
    private volatile Instant keptAt = Instant.EPOCH;

    /** An edge and the note over it that these keys signed: the same again needs no second look. */
    private record Trusted(LogKeys keys, String note, long size, List<Hash> edge) {
        boolean is(Head head) {
            return note.equals(head.note()) && size == head.size() && edge.equals(head.edge());
        }
    }

    /** The keys are asked for at every pass, so that a rotation needs no restart. */
    public Sequencer(
            Database database, Supplier<LogKeys> keys, Clock clock, SequencerConfig config) {
        this.database = database;
        this.keys = keys;
        this.clock = clock;
        this.config = config;
    }

    /**
     * Signs the empty tree, if the log has not been begun; a log begun with another key is refused.
     */
    public void begin() {
        database.inTransaction(tx -> {
            if (store.head(tx).isPresent()) {
                return;
            }
            String note = sign(keys.get(), Edge.empty());
            // Another process may begin at the same instant: its row wins, and is then checked.
            if (store.tryLead(tx)) {
                store.begin(tx, new Head(0, "1:1:", List.of(), List.of(), note, clock.instant()));
            }
        });
        database.read(tx -> {
            Optional<Head> head = store.head(tx);
            head.ifPresent(found -> requireOurs(keys.get(), found));
            if (head.isPresent() && pending.countsAnew(tx, head.get().snapshot())) {
                throw new SequencerFailure(
                        "this server counts transactions anew, so new events cannot be told from"
                                + " old: restore the log by a physical backup, not by a dump");
            }
            return head;
        });
    }

    /** Whether events wait to be integrated, and how far the log is; one cheap query. */
    public Glance glance() {
        return database.read(pending::glance);
    }

    /**
     * Integrates what has been committed and publishes a checkpoint over it. Returns what was new;
     * nothing also when another process is at it.
     *
     * @throws SequencerFailure when the stored tree is not one that this key signed: nothing may be
     *     added
     */
    public Integrated integrate() {
        return database.transaction(tx -> {
            // One at a time. Who loses the connection loses the lock, and its work rolls back.
            Optional<Head> led = store.lead(tx);
            if (led.isEmpty()) {
                return Integrated.NOTHING;
            }
            Head head = led.get();

            // Never build on a tree that we did not sign: a forger would get our signature on it.
            LogKeys ours = keys.get();
            requireOurs(ours, head);

            // All that this snapshot sees and the last one did not is new, and nothing else is.
            String now = pending.snapshot(tx);
            Growth growth = new Growth(store, head);
            addAll(
                    tx,
                    growth,
                    position ->
                            pending.late(tx, head.snapshot(), now, position, config.batchSize()));
            addAll(
                    tx,
                    growth,
                    position ->
                            pending.fresh(tx, head.snapshot(), now, position, config.batchSize()));
            if (growth.size() == head.size()) {
                return Integrated.NOTHING;
            }

            // Signed inside the transaction, seen by nobody before the commit: if the commit fails,
            // the signature goes, and the same size is never published with two roots.
            Instant signedAt = clock.instant();
            String note = sign(ours, growth.edge());
            Head next =
                    new Head(
                            growth.size(),
                            now,
                            growth.edge().roots(),
                            growth.tail(),
                            note,
                            signedAt);
            store.advance(tx, next);
            trusted = Optional.of(new Trusted(ours, note, next.size(), next.edge()));
            if (keepNow(tx, signedAt)) {
                store.keepCheckpoint(tx, growth.size(), note, signedAt);
            }
            return new Integrated(
                    growth.size() - head.size(), growth.size(), signedAt, growth.oldest());
            // Commit point: leaves, tiles and the checkpoint over them become visible together.
        });
    }

    private void addAll(Tx tx, Growth growth, Pages pages) {
        Position position = PendingStore.START;
        List<Pending> page = pages.after(position);
        while (!page.isEmpty()) {
            List<EventRow> events = page.stream().map(Pending::event).toList();
            List<Hash> hashes = events.stream().map(EventRow::leaf).toList();
            store.addLeaves(tx, growth.size(), events, hashes);
            hashes.forEach(hash -> growth.add(tx, hash));
            events.forEach(event -> growth.note(event.at()));
            position = page.getLast().position();
            page = page.size() < config.batchSize() ? List.of() : pages.after(position);
        }
    }

    private boolean keepNow(Tx tx, Instant now) {
        if (!isTimeToKeep(now)) {
            return false;
        }
        // Another process may have kept one since.
        keptAt = store.lastKept(tx).orElse(keptAt);
        return isTimeToKeep(now);
    }

    /** Also when the last one is of a clock that was ahead: the log would wait for its time. */
    private boolean isTimeToKeep(Instant now) {
        return !now.isBefore(keptAt.plus(config.keepEvery()))
                || now.isBefore(keptAt.minus(config.keepEvery()));
    }

    private static String sign(LogKeys keys, Edge edge) {
        return keys.sign(new Checkpoint(keys.origin(), edge.size(), edge.root()).text()).format();
    }

    private void requireOurs(LogKeys ours, Head head) {
        if (trusted.filter(last -> last.keys().equals(ours) && last.is(head)).isPresent()) {
            return;
        }
        SignedNote note = SignedNote.parse(head.note());
        if (!ours.signed(note)) {
            throw new SequencerFailure(
                    "the checkpoint of size %d is not signed by a key of this log that is known here"
                            .formatted(head.size()));
        }
        Checkpoint checkpoint = Checkpoint.parse(note.text());
        if (checkpoint.size() != head.size() || !checkpoint.root().equals(head.toEdge().root())) {
            throw new SequencerFailure(
                    "the stored edge of the tree is not the one signed at size " + head.size());
        }
    }

    private interface Pages {
        List<Pending> after(Position position);
    }
}
