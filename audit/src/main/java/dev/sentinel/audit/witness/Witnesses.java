package dev.sentinel.audit.witness;

import dev.sentinel.audit.note.Checkpoint;
import dev.sentinel.audit.note.SignedNote;
import dev.sentinel.audit.sequencer.LogProofs;
import dev.sentinel.base.sql.Database;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The witnesses of this log: asks each at its pace, and publishes what they have signed. */
public final class Witnesses implements AutoCloseable {
    private final Database database;
    private final LogProofs proofs;
    private final WitnessConfig config;
    private final WitnessStore store = new WitnessStore();
    private final WitnessClient client;
    private final List<WitnessAsking> asking;

    public Witnesses(Database database, LogProofs proofs, WitnessConfig config, Clock clock) {
        this.database = database;
        this.proofs = proofs;
        this.config = config;
        this.client = new WitnessClient(config.patience());
        this.asking =
                config.witnesses().stream()
                        .map(witness ->
                                new WitnessAsking(witness, database, proofs, client, config, clock))
                        .toList();
    }

    /** Begins to ask, on a migrated schema. */
    public void start() {
        asking.forEach(WitnessAsking::start);
    }

    /** How it goes with each of them. */
    public List<WitnessAsking> asking() {
        return asking;
    }

    /** The newest checkpoint, with the cosignatures that it has by now. */
    public Optional<String> checkpoint() {
        return proofs.checkpoint().map(this::withCosignatures);
    }

    /** The newest checkpoint that a quorum of witnesses has cosigned. */
    public Optional<String> witnessed() {
        if (config.quorum() == 0) {
            return Optional.empty();
        }
        List<String> names = config.witnesses().stream().map(Witness::name).toList();
        return database.read(tx -> store.largest(tx, names, config.quorum()))
                .map(this::withCosignatures);
    }

    @Override
    public void close() {
        client.close();
        asking.forEach(WitnessAsking::close);
    }

    private String withCosignatures(String text) {
        SignedNote note = SignedNote.parse(text);
        long size = Checkpoint.parse(note.text()).size();
        return note.with(database.read(tx -> store.of(tx, size))).format();
    }
}
