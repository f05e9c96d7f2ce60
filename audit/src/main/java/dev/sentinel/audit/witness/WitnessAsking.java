package dev.sentinel.audit.witness;

import dev.sentinel.audit.note.Checkpoint;
import dev.sentinel.audit.note.SignedNote;
import dev.sentinel.audit.sequencer.LogProofs;
import dev.sentinel.audit.sequencer.PacedThread;
import dev.sentinel.audit.sequencer.TreeStore;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.audit.witness.WitnessAnswer.AtSize;
import dev.sentinel.audit.witness.WitnessAnswer.Refused;
import dev.sentinel.audit.witness.WitnessAnswer.Signed;
import dev.sentinel.base.Unavailable;
import dev.sentinel.base.sql.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks one witness for cosignatures, again and again, on a thread of its own. */
public final class WitnessAsking implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WitnessAsking.class);
    private static final Duration PAUSE_WHEN_REFUSED = Duration.ofSeconds(10);

    /** A witness whose clock is further ahead makes statements about times that are yet to come. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    private final Witness witness;
    private final Database database;
    private final LogProofs proofs;
    private final WitnessClient client;
    private final WitnessConfig config;
    private final Clock clock;
    private final WitnessStore store = new WitnessStore();
    private final TreeStore tree = new TreeStore();
    private final PacedThread thread;
    private volatile long cosignedSize;
    private volatile Optional<String> failure = Optional.empty();

    WitnessAsking(
            Witness witness,
            Database database,
            LogProofs proofs,
            WitnessClient client,
            WitnessConfig config,
            Clock clock) {
        this.witness = witness;
        this.database = database;
        this.proofs = proofs;
        this.client = client;
        this.config = config;
        this.clock = clock;
        this.thread = new PacedThread("audit-witness-" + witness.name(), this::pass);
    }

    void start() {
        thread.start();
    }

    public String name() {
        return witness.name();
    }

    /** Size of the newest checkpoint that this process got cosigned. */
    public long cosignedSize() {
        return cosignedSize;
    }

    /** Why it does not cosign, while that is so. */
    public Optional<String> failure() {
        return failure;
    }

    @Override
    public void close() {
        thread.close();
    }

    /** Asks once, if it is this process's turn and there is something new. */
    void ask() {
        Optional<Long> turn =
                database.transaction(
                        tx -> store.claim(tx, witness, clock.instant(), config.pace()));
        Optional<String> newest = proofs.checkpoint();
        if (turn.isEmpty() || newest.isEmpty()) {
            return;
        }
        Checkpoint checkpoint = Checkpoint.parse(SignedNote.parse(newest.get()).text());
        if (checkpoint.size() > turn.get()) {
            ask(checkpoint, newest.get(), turn.get(), true);
        }
    }

    private void ask(Checkpoint checkpoint, String note, long old, boolean maySayItsSize) {
        List<Hash> proof =
                old == 0 ? List.of() : proofs.consistency(old, checkpoint.size()).orElseThrow();
        switch (client.addCheckpoint(witness, old, proof, note)) {
            case Signed(var lines) -> keep(checkpoint, note, lines);
            case AtSize(var size) -> goOnFrom(size, checkpoint, note, maySayItsSize);
            case Refused(var why) -> throw new IllegalStateException(why);
        }
    }

    private void goOnFrom(long size, Checkpoint checkpoint, String note, boolean maySayItsSize) {
        if (size > checkpoint.size()) {
            // Our own history once was longer: the database went back, or another signs in its
            // name.
            throw new IllegalStateException(
                    "it has seen %d entries, the log has %d: entries are missing"
                            .formatted(size, checkpoint.size()));
        }
        if (!maySayItsSize) {
            throw new IllegalStateException("it says another size each time");
        }
        database.inTransaction(tx -> store.isAt(tx, witness, size));
        if (size < checkpoint.size()) {
            ask(checkpoint, note, size, false);
        }
    }

    private void keep(Checkpoint checkpoint, String note, List<SignedNote.Signature> lines) {
        Instant latest = clock.instant().plus(AHEAD);
        for (SignedNote.Signature line : lines) {
            Optional<Instant> at =
                    witness.key()
                            .cosigned(checkpoint.text(), line)
                            .filter(time -> time.isBefore(latest));
            if (at.isPresent()) {
                database.inTransaction(tx -> {
                    tree.keepCheckpoint(tx, checkpoint.size(), note, clock.instant());
                    store.add(tx, checkpoint.size(), witness, line, at.get());
                    store.isAt(tx, witness, checkpoint.size());
                });
                cosignedSize = checkpoint.size();
                return;
            }
        }
        throw new IllegalStateException("its answer holds no valid cosignature of its key");
    }

    private Duration pass() {
        try {
            ask();
            failure = Optional.empty();
            return config.pace();
        } catch (Unavailable away) {
            note(String.valueOf(away.getMessage()));
        } catch (RuntimeException | Error refused) {
            note(String.valueOf(refused.getMessage()));
        }
        return PAUSE_WHEN_REFUSED;
    }

    /** Tells once what is wrong, not at every pass. */
    private void note(String reason) {
        if (failure.isEmpty()) {
            log.warn("witness {} does not cosign: {}", witness.name(), reason);
        }
        failure = Optional.of(reason);
    }
}
