package dev.sentinel.audit.sequencer;

import dev.sentinel.audit.note.Checkpoint;
import dev.sentinel.audit.note.LogKeys;
import dev.sentinel.audit.note.SignedNote;
import dev.sentinel.base.Unavailable;
import dev.sentinel.base.sql.Database;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries each checkpoint that is kept for good into the object store, beside integration: when the
 * object store is away, events still get their proof, and what was missed follows.
 */
public final class CheckpointPublisher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CheckpointPublisher.class);
    private static final Duration PACE = Duration.ofSeconds(1);
    private static final Duration PAUSE_WHEN_AWAY = Duration.ofSeconds(5);
    private static final int AT_ONCE = 100;

    private final Database database;
    private final PublishedCheckpoints published;
    private final LogProofs proofs;
    private final Supplier<LogKeys> keys;
    private final TreeStore store = new TreeStore();
    private final PacedThread thread = new PacedThread("audit-publisher", this::pass);
    private long next = -1;
    private volatile long publishedSize = -1;
    private volatile Optional<String> failure = Optional.empty();

    public CheckpointPublisher(
            Database database, PublishedCheckpoints published, Supplier<LogKeys> keys) {
        this.database = database;
        this.published = published;
        this.proofs = new LogProofs(database);
        this.keys = keys;
    }

    public void start() {
        thread.start();
    }

    /** As {@link PublishedCheckpoints#requireContinued}. */
    public void requireContinued() {
        published.requireContinued(proofs, keys.get());
    }

    /** Size of the newest checkpoint that is known to be in the object store; -1 for none. */
    public long publishedSize() {
        return publishedSize;
    }

    /** Why checkpoints do not reach the object store, while that is so. */
    public Optional<String> failure() {
        return failure;
    }

    /** Stops after a last pass. */
    @Override
    public void close() {
        thread.close();
    }

    /** Publishes what has been kept since the last pass. */
    void publish() {
        if (next < 0) {
            next = published.newest().map(CheckpointPublisher::size).orElse(-1L) + 1;
        }
        var kept = database.read(tx -> store.kept(tx, next, AT_ONCE));
        for (TreeStore.Kept each : kept) {
            published.publish(each.note());
            publishedSize = each.size();
            next = each.size() + 1;
        }
    }

    private static long size(String note) {
        return Checkpoint.parse(SignedNote.parse(note).text()).size();
    }

    private Duration pass() {
        try {
            publish();
            failure = Optional.empty();
            return PACE;
        } catch (Unavailable away) {
            note(away.what() + " is away", away);
        } catch (RuntimeException | Error refused) {
            note(String.valueOf(refused.getMessage()), refused);
        }
        return PAUSE_WHEN_AWAY;
    }

    private void note(String reason, Throwable cause) {
        if (failure.isEmpty()) {
            log.error("checkpoints do not reach the object store: {}", reason, cause);
        }
        failure = Optional.of(reason);
    }
}
