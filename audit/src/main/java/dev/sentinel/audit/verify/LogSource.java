package dev.sentinel.audit.verify;

import dev.sentinel.audit.verify.VerifyOutcome.Broken;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A log to be verified, wherever it lies. Read once, from its beginning to its end. */
public sealed interface LogSource permits StoredLog, ServedLog, ExportedLog {
    /** The newest signed checkpoint; asked for first. Empty when there is no log. */
    Optional<String> checkpoint();

    /** Further signed checkpoints that lie with the log, the smallest first. */
    List<String> kept();

    /**
     * How to read and check the next entries: called in their order, the result on any thread.
     *
     * @param count at most, a multiple of 256 but for the last
     */
    Supplier<Checked> next(long first, int count);

    /** What the source holds beside leaves, over this many whole tiles; told in their order. */
    Optional<Broken> above(Checked checked);

    /** What is there and should not be, after all entries were found good. */
    Optional<Broken> afterwards(Rebuilt rebuilt);
}
