package dev.sentinel.server.cli;

import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;

/** Shows how far a long task has come: a bar for each of its parts, one after the other. */
public final class Bars implements AutoCloseable {
    private final Output output;
    private @Nullable Enum<?> part;
    private Optional<ProgressBar> bar = Optional.empty();

    public Bars(Output output) {
        this.output = output;
    }

    /** {@code total} is -1 while nobody knows it. */
    public void reached(Enum<?> reached, long done, long total) {
        if (reached != part) {
            close();
            part = reached;
            bar = output.progress(reached.name().toLowerCase(Locale.ROOT), total);
        }
        bar.ifPresent(shown -> {
            shown.maxHint(total);
            shown.stepTo(done);
        });
    }

    @Override
    public void close() {
        bar.ifPresent(ProgressBar::close);
        bar = Optional.empty();
    }
}
