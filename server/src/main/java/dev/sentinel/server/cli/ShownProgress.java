package dev.sentinel.server.cli;

import dev.sentinel.audit.verify.Progress;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;

/** Progress as a bar, where somebody can see it. */
final class ShownProgress implements Progress, AutoCloseable {
    private final Output output;
    private final String task;
    private Optional<ProgressBar> shown = Optional.empty();

    ShownProgress(Output output, String task) {
        this.output = output;
        this.task = task;
    }

    @Override
    public void at(long done, long total) {
        if (shown.isEmpty()) {
            shown = output.progress(task, total);
        }
        shown.ifPresent(bar -> bar.stepTo(done));
    }

    @Override
    public void close() {
        shown.ifPresent(ProgressBar::close);
    }
}
