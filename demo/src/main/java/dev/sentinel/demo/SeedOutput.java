package dev.sentinel.demo;

import dev.sentinel.demo.seed.SeedOutcome;
import dev.sentinel.demo.seed.SeedProgress;
import dev.sentinel.server.cli.Output;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;

/** Shows on the terminal how far seeding has come and how it ended. */
final class SeedOutput implements SeedProgress, AutoCloseable {
    private final Output output;
    private @Nullable Phase phase;
    private Optional<ProgressBar> bar = Optional.empty();

    SeedOutput(Output output) {
        this.output = output;
    }

    @Override
    public void reached(Phase reached, long done, long total) {
        if (reached != phase) {
            close();
            phase = reached;
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

    void show(SeedOutcome outcome) {
        switch (outcome) {
            case SeedOutcome.Seeded(var history, var scored, var decisions) ->
                    output.line(
                            "seeded: %d payments of history, %d scored %s"
                                    .formatted(history, scored, decisions));
            case SeedOutcome.ThereAlready(var end) ->
                    output.line(
                            "seeded before, with payments up to %s; make clean empties the demo"
                                    .formatted(end));
        }
        output.result(outcome);
    }
}
