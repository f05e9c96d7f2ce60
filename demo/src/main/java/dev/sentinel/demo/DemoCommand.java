package dev.sentinel.demo;

import dev.sentinel.server.cli.SentinelCommand;
import picocli.CommandLine;

/** The main class of the demo program: every production command, and the demo's own. */
public final class DemoCommand {
    private DemoCommand() {}

    public static void main(String[] arguments) {
        // People read a demo's log. Before the first logger exists.
        if (System.getenv("LOG_FORMAT") == null) {
            System.setProperty("LOG_FORMAT", "text");
        }
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return SentinelCommand.commandLine(
                new DemoSurroundings(Home.path(), System.getenv()),
                new DevCommand(),
                new SeedCommand(),
                new RehearseCommand(),
                new DemoPartsCommand());
    }
}
