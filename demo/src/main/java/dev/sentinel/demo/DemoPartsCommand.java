package dev.sentinel.demo;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        description = "Parts of the demo, each by itself.",
        subcommands = UpstreamCommand.class)
final class DemoPartsCommand implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        CommandSpec known = spec;
        if (known != null) {
            throw new ParameterException(known.commandLine(), "name a command");
        }
    }
}
