package dev.sentinel.audit.sequencer;

import dev.sentinel.audit.note.Checkpoint;
import dev.sentinel.audit.note.LogKeys;
import dev.sentinel.audit.note.SignedNote;
import dev.sentinel.base.objects.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Signed checkpoints in the object store, one object a size, never replaced. Who owns the database
 * does not own these: a history rewritten there no longer fits what stands here.
 */
public final class PublishedCheckpoints {
    private static final String FOLDER = "audit/checkpoints/";
    private static final String OWN_STORE =
            "another database needs an object store of its own (OBJECT_STORE_DIR)";

    private final ObjectStore objects;

    public PublishedCheckpoints(ObjectStore objects) {
        this.objects = objects;
    }

    /** Every published note, the smallest first. */
    public List<String> all() {
        return objects.list(FOLDER).stream().map(this::read).toList();
    }

    Optional<String> newest() {
        List<String> keys = objects.list(FOLDER);
        return keys.isEmpty() ? Optional.empty() : Optional.of(read(keys.getLast()));
    }

    /**
     * Publishes a note; the same again changes nothing.
     *
     * @throws SequencerFailure when another root was published for this size
     */
    void publish(String note) {
        Checkpoint checkpoint = Checkpoint.parse(SignedNote.parse(note).text());
        String key = key(checkpoint.size());
        if (objects.putNew(key, note.getBytes(StandardCharsets.UTF_8))) {
            return;
        }
        if (!Checkpoint.parse(SignedNote.parse(read(key)).text()).equals(checkpoint)) {
            throw new SequencerFailure(
                    "the object store holds another checkpoint of size %d: history was rewritten"
                            .formatted(checkpoint.size()));
        }
    }

    /**
     * That the log goes on from what was published last. A database restored from an old backup, or
     * rewritten, must not get new signatures: two histories would be signed.
     *
     * @throws SequencerFailure when it does not
     */
    void requireContinued(LogProofs log, LogKeys keys) {
        Optional<String> newest = newest();
        if (newest.isEmpty()) {
            return;
        }
        SignedNote note = SignedNote.parse(newest.get());
        Checkpoint published = Checkpoint.parse(note.text());
        if (!keys.signed(note)) {
            throw new SequencerFailure(
                    "the newest checkpoint in the object store is not signed by a key of this log: "
                            + OWN_STORE);
        }
        if (published.size() > log.size()) {
            throw new SequencerFailure(
                    "the object store holds a checkpoint of size %d, the log has %d entries: entries are missing"
                                    .formatted(published.size(), log.size())
                            + "; restore the database, or if it is another one: "
                            + OWN_STORE);
        }
        if (!log.root(published.size()).equals(published.root())) {
            throw new SequencerFailure(
                    "the first %d entries are not those of the checkpoint in the object store: history was rewritten"
                            .formatted(published.size()));
        }
    }

    private String read(String key) {
        return objects.get(key)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElseThrow(() -> new IllegalStateException("object " + key + " went away"));
    }

    /** Twenty digits, so that the order of names is the order of sizes. */
    private static String key(long size) {
        return FOLDER + "%020d".formatted(size);
    }
}
