package dev.sentinel.server.cli;

import dev.sentinel.base.json.Json;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a command prints: for people, or as JSON for programs. Mixed into every command. */
public final class Output {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(names = "--json", description = "print JSON on standard output, and nothing else")
    private boolean json;

    /** A line for people; nothing when JSON was asked for. */
    public void line(String text) {
        if (!json) {
            out().println(text);
            out().flush();
        }
    }

    /** The result for programs; nothing unless JSON was asked for. */
    public void result(Object value) {
        if (json) {
            out().println(new String(Json.write(value), StandardCharsets.UTF_8));
            out().flush();
        }
    }

    /** A line beside the result, for people, also when JSON was asked for. */
    void notice(String text) {
        command().commandLine().getErr().println("sentinel: " + text);
        command().commandLine().getErr().flush();
    }

    public boolean json() {
        return json;
    }

    /** A bar on a terminal; none where nobody would see it move. */
    public Optional<ProgressBar> progress(String task, long total) {
        if (json || !onTerminal()) {
            return Optional.empty();
        }
        return Optional.of(
                new ProgressBarBuilder()
                        .setTaskName(task)
                        .setInitialMax(total)
                        .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                        .setUpdateIntervalMillis(200)
                        .showSpeed()
                        .build());
    }

    private PrintWriter out() {
        return command().commandLine().getOut();
    }

    private CommandSpec command() {
        CommandSpec mixedInto = command;
        if (mixedInto == null) {
            throw new IllegalStateException("not mixed into a command");
        }
        return mixedInto;
    }

    private static boolean onTerminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }
}
