package dev.sentinel.audit.verify;

import dev.sentinel.audit.note.Checkpoint;
import dev.sentinel.audit.note.NotePublicKey;
import dev.sentinel.audit.note.SignedNote;
import dev.sentinel.audit.tree.Edge;
import dev.sentinel.audit.verify.VerifyOutcome.Broken;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Signed checkpoints by size, each to be found true when the recomputed tree reaches that size. */
final class Promises {
    private final List<NotePublicKey> keys;
    private final TreeMap<Long, List<Promise>> bySize = new TreeMap<>();
    private long proven;

    private record Promise(String name, Checkpoint checkpoint) {}

    Promises(List<NotePublicKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /** Adds one; not when it carries no valid signature. The name is for the message. */
    Optional<Broken> add(String name, String note) {
        try {
            SignedNote signed = SignedNote.parse(note);
            Checkpoint checkpoint = Checkpoint.parse(signed.text());
            if (keys.stream().noneMatch(key -> signs(key, checkpoint, signed))) {
                return Optional.of(
                        Broken.of(
                                "%s (size %d) is not signed by the log's key"
                                        .formatted(name, checkpoint.size())));
            }
            bySize.computeIfAbsent(checkpoint.size(), _ -> new ArrayList<>())
                    .add(new Promise(name, checkpoint));
            return Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.of(Broken.of(name + " is malformed: " + malformed.getMessage()));
        }
    }

    /** Whether what was promised at this size holds; nothing when nothing was. */
    Optional<Broken> check(Edge edge) {
        for (Promise promise : bySize.getOrDefault(edge.size(), List.of())) {
            if (!promise.checkpoint().root().equals(edge.root())) {
                return Optional.of(
                        Broken.at(
                                proven,
                                "history was rewritten: %s signed another root over the first %d"
                                                .formatted(promise.name(), edge.size())
                                        + " entries; the first difference is at or after this index"));
            }
        }
        if (bySize.containsKey(edge.size())) {
            proven = edge.size();
        }
        return Optional.empty();
    }

    /** Whether something was promised before these many further entries are all there. */
    boolean within(long size, int count) {
        Long next = bySize.higherKey(size);
        return next != null && next < size + count;
    }

    /** A promise about more entries than there are. */
    Optional<Broken> beyond(long size) {
        Map.Entry<Long, List<Promise>> beyond = bySize.higherEntry(size);
        if (beyond == null) {
            return Optional.empty();
        }
        return Optional.of(
                Broken.at(
                        size,
                        "entries are missing: %s promises %d, the log ends after %d"
                                .formatted(
                                        beyond.getValue().getFirst().name(),
                                        beyond.getKey(),
                                        size)));
    }

    private static boolean signs(NotePublicKey key, Checkpoint checkpoint, SignedNote note) {
        return key.name().equals(checkpoint.origin()) && key.signed(note);
    }
}
