package dev.sentinel.audit;

import dev.sentinel.audit.event.Actions;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.audit.log.AuditQueries;
import dev.sentinel.audit.note.LogKeys;
import dev.sentinel.audit.note.NotePublicKey;
import dev.sentinel.audit.sequencer.CheckpointPublisher;
import dev.sentinel.audit.sequencer.LogProofs;
import dev.sentinel.audit.sequencer.PublishedCheckpoints;
import dev.sentinel.audit.sequencer.Sequencer;
import dev.sentinel.audit.sequencer.SequencerLoop;
import dev.sentinel.audit.witness.Witnesses;
import dev.sentinel.base.objects.ObjectStore;
import dev.sentinel.base.sql.Database;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The audit log of one process, wired. Read this first.
 *
 * <p>Close it before the database: what waits in the queue is written then.
 */
public final class Audit implements AutoCloseable {
    private final Supplier<LogKeys> keys;
    private final AuditLog log;
    private final AuditQueries queries;
    private final LogProofs proofs;
    private final SequencerLoop sequencer;
    private final CheckpointPublisher publisher;
    private final Witnesses witnesses;

    /**
     * Makes the log, without asking the database for anything.
     *
     * @param objects where checkpoints are published that the database's owner cannot rewrite
     * @param keys sign the checkpoints; their name is the log's origin
     * @param actions what may be written, of all modules together
     * @param metrics where the log's own state is measured
     */
    public Audit(
            Database database,
            ObjectStore objects,
            Supplier<LogKeys> keys,
            Actions actions,
            Clock clock,
            SecureRandom random,
            AuditConfig config,
            MeterRegistry metrics) {
        this.keys = keys;
        this.log = new AuditLog(database, actions, clock, random, config.log());
        this.queries = new AuditQueries(database);
        this.proofs = new LogProofs(database);
        this.publisher = new CheckpointPublisher(database, new PublishedCheckpoints(objects), keys);
        AuditMetrics measured = new AuditMetrics(metrics);
        this.sequencer =
                new SequencerLoop(
                        new Sequencer(database, keys, clock, config.sequencer()),
                        publisher::requireContinued,
                        config.sequencer(),
                        measured::integrated);
        this.witnesses = new Witnesses(database, proofs, config.witnesses(), clock);
        measured.watch(this, sequencer, publisher, clock);
        witnesses.asking().forEach(measured::watch);
    }

    /** Begins to integrate events, on a database where the schema {@code audit} is migrated. */
    public void start() {
        sequencer.start();
        publisher.start();
        witnesses.start();
    }

    public AuditLog log() {
        return log;
    }

    public AuditQueries queries() {
        return queries;
    }

    public LogProofs proofs() {
        return proofs;
    }

    public Witnesses witnesses() {
        return witnesses;
    }

    /** The keys to give to whoever verifies the log. */
    public List<NotePublicKey> publicKeys() {
        return keys.get().known();
    }

    /** Why committed events are not being integrated, while that is so; for {@code /health}. */
    public Optional<String> stuck() {
        return sequencer.failure();
    }

    @Override
    public void close() {
        log.close();
        sequencer.close();
        publisher.close();
        witnesses.close();
    }
}
