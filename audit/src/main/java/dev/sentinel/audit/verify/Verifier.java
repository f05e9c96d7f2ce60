package dev.sentinel.audit.verify;

import dev.sentinel.audit.note.Checkpoint;
import dev.sentinel.audit.note.NotePublicKey;
import dev.sentinel.audit.note.SignedNote;
import dev.sentinel.audit.sequencer.Tile;
import dev.sentinel.audit.verify.VerifyOutcome.Broken;
import dev.sentinel.audit.verify.VerifyOutcome.Intact;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Verifies a log from the ground up: recomputes every leaf from its event, the tree from the
 * leaves, and holds it to every signed checkpoint. Entries are checked on all processors, the tree
 * is built in their order.
 */
public final class Verifier {
    private static final int ENTRIES_AT_ONCE = 64 * Tile.WIDTH;

    private final List<NotePublicKey> keys;

    /** The keys that may have signed: the present one and, after a rotation, those before it. */
    public Verifier(List<NotePublicKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /** A checkpoint from elsewhere that the log must go on from; the name is for the message. */
    public record Expected(String name, String note) {}

    /** Verifies against nothing but the signatures. */
    public VerifyOutcome verify(LogSource log, Progress progress) {
        return verify(log, List.of(), progress);
    }

    /**
     * Verifies also that the log goes on from the checkpoint seen last, and keeps the one seen now.
     */
    public VerifyOutcome verify(LogSource log, SeenCheckpoint seen, Progress progress) {
        return verify(log, seen, List.of(), progress);
    }

    /** As the other one, with further checkpoints that must be found true. */
    public VerifyOutcome verify(
            LogSource log, SeenCheckpoint seen, List<Expected> expected, Progress progress) {
        Deque<Expected> all = new ArrayDeque<>(expected);
        seen.read().ifPresent(note -> all.addFirst(new Expected("the checkpoint seen last", note)));
        VerifyOutcome outcome = verify(log, List.copyOf(all), progress);
        if (outcome instanceof Intact intact) {
            seen.write(intact.checkpoint());
        }
        return outcome;
    }

    /** Verifies against the signatures and these checkpoints. */
    public VerifyOutcome verify(LogSource log, List<Expected> expected, Progress progress) {
        Optional<String> note = log.checkpoint();
        if (note.isEmpty()) {
            return Broken.of(
                    "there is no checkpoint: the log was never begun, or all of it is gone");
        }
        Promises promises = new Promises(keys);
        Rebuilt rebuilt = new Rebuilt(promises);
        return promises.add("the newest checkpoint", note.get())
                .or(() -> expected(promises, expected))
                .or(() -> kept(promises, log))
                .or(() -> promises.beyond(size(note.get())))
                .or(() -> promises.check(rebuilt.edge()))
                .or(() -> entries(log, size(note.get()), rebuilt, progress))
                .or(() -> log.afterwards(rebuilt))
                .map(VerifyOutcome.class::cast)
                .orElseGet(() ->
                        new Intact(
                                rebuilt.edge().size(),
                                rebuilt.edge().root(),
                                note.get(),
                                rebuilt.erased().count(),
                                rebuilt.gone()));
    }

    private static Optional<Broken> expected(Promises promises, List<Expected> expected) {
        for (Expected each : expected) {
            Optional<Broken> fault = promises.add(each.name(), each.note());
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private static Optional<Broken> kept(Promises promises, LogSource log) {
        for (String note : log.kept()) {
            Optional<Broken> fault = promises.add("a kept checkpoint", note);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private static long size(String note) {
        return Checkpoint.parse(SignedNote.parse(note).text()).size();
    }

    /** Few are checked ahead of the tree: memory stays the same however long the log is. */
    private static Optional<Broken> entries(
            LogSource log, long size, Rebuilt rebuilt, Progress progress) {
        int workers = Runtime.getRuntime().availableProcessors();
        Deque<CompletableFuture<Checked>> ahead = new ArrayDeque<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
            long asked = 0;
            while (rebuilt.edge().size() < size) {
                while (asked < size && ahead.size() <= workers) {
                    int count = (int) Math.min(ENTRIES_AT_ONCE, size - asked);
                    ahead.add(CompletableFuture.supplyAsync(log.next(asked, count), threads));
                    asked += count;
                }
                Checked checked = done(ahead.remove());
                Optional<Broken> fault = rebuilt.add(checked).or(() -> log.above(checked));
                if (fault.isPresent()) {
                    return fault;
                }
                progress.at(rebuilt.edge().size(), size);
            }
            return Optional.empty();
        }
    }

    private static Checked done(CompletableFuture<Checked> future) {
        try {
            return future.join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failure;
        }
    }
}
