package dev.sentinel.audit;

import dev.sentinel.audit.event.Actions;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.audit.log.AuditQueries;
import dev.sentinel.audit.note.NoteKey;
import dev.sentinel.audit.note.NotePublicKey;
import dev.sentinel.audit.sequencer.LogProofs;
import dev.sentinel.audit.sequencer.Sequencer;
import dev.sentinel.audit.sequencer.SequencerLoop;
import dev.sentinel.base.sql.Database;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;

/**
 * The audit log of one process, wired. Read this first.
 *
 * <p>Close it before the database: what waits in the queue is written then.
 */
public final class Audit implements AutoCloseable {
    private final NotePublicKey publicKey;
    private final AuditLog log;
    private final AuditQueries queries;
    private final LogProofs proofs;
    private final SequencerLoop sequencer;

    /**
     * Makes the log, without asking the database for anything.
     *
     * @param key signs the checkpoints; its name is the log's origin
     * @param actions what may be written, of all modules together
     */
    public Audit(
            Database database,
            NoteKey key,
            Actions actions,
            Clock clock,
            SecureRandom random,
            AuditConfig config) {
        this.publicKey = key.publicKey();
        this.log = new AuditLog(database, actions, clock, random, config.log());
        this.queries = new AuditQueries(database);
        this.proofs = new LogProofs(database);
        this.sequencer =
                new SequencerLoop(
                        new Sequencer(database, key, clock, config.sequencer()),
                        config.sequencer());
    }

    /** Begins to integrate events, on a database where the schema {@code audit} is migrated. */
    public void start() {
        sequencer.start();
    }

    /** Makes the log and starts it. PostgreSQL need not be up yet. */
    public static Audit open(
            Database database,
            NoteKey key,
            Actions actions,
            Clock clock,
            SecureRandom random,
            AuditConfig config) {
        Audit audit = new Audit(database, key, actions, clock, random, config);
        audit.start();
        return audit;
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

    /** The key to give to whoever verifies the log. */
    public NotePublicKey publicKey() {
        return publicKey;
    }

    /** Why committed events are not being integrated, while that is so; for {@code /health}. */
    public Optional<String> stuck() {
        return sequencer.failure();
    }

    @Override
    public void close() {
        log.close();
        sequencer.close();
    }
}
