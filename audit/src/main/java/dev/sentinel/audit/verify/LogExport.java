package dev.sentinel.audit.verify;

import dev.sentinel.audit.sequencer.Head;
import dev.sentinel.audit.sequencer.TreeStore;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The whole log as JSON Lines: first the signed checkpoint, then every entry under it in order. Of
 * an event that is not there any more, its line says so and keeps the leaf. Whoever has the public
 * key can check the file with {@link ExportedLog}, or with a program of their own.
 */
public final class LogExport {
    private static final int ENTRIES_AT_ONCE = 4_096;

    private final Database database;
    private final TreeStore tree = new TreeStore();
    private final VerifyStore store = new VerifyStore();

    public LogExport(Database database) {
        this.database = database;
    }

    /**
     * What an export holds.
     *
     * @param gone of the entries, those whose events are missing: detached after seven years, or
     *     lost, which verifying tells apart
     */
    public record Written(long entries, long gone) {}

    /**
     * Writes the log as it is now.
     *
     * @throws IllegalStateException when leaves of the signed tree are missing
     */
    public Written writeTo(Writer out, Progress progress) throws IOException {
        try {
            // One snapshot for all of it: what is erased meanwhile is still there, or not at all.
            return database.snapshot(tx -> written(tx, out, progress));
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        }
    }

    private Written written(Tx tx, Writer out, Progress progress) {
        try {
            return write(tx, out, progress);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Written write(Tx tx, Writer out, Progress progress) throws IOException {
        Optional<Head> begun = tree.head(tx);
        if (begun.isEmpty()) {
            throw new IllegalStateException("the log has not been begun: there is nothing to sign");
        }
        Head head = begun.get();
        out.write(Json.text(Map.of("checkpoint", head.note())) + "\n");
        long gone = 0;
        for (long first = 0; first < head.size(); first += ENTRIES_AT_ONCE) {
            long start = first;
            long end = Math.min(head.size(), start + ENTRIES_AT_ONCE);
            List<LeafRow> rows = store.leaves(tx, start, end);
            if (rows.size() != end - start) {
                throw new IllegalStateException(
                        "entries between %d and %d are missing; verify the log"
                                .formatted(start, end));
            }
            for (LeafRow row : rows) {
                out.write(ExportLine.of(row) + "\n");
                gone += row.event().isPresent() ? 0 : 1;
            }
            progress.at(end, head.size());
        }
        out.flush();
        return new Written(head.size(), gone);
    }
}
