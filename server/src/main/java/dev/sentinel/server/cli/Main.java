package dev.sentinel.server.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** The main class of the production program. */
public final class Main {
    private static final String[] PLAIN_SERVE = {"serve"};
    private static final Path DOT_ENV = Path.of(Serving.DOT_ENV);

    private Main() {}

    /**
     * Runs a command. The start of every server goes past the parser: picocli's classes are of a
     * format too old for the AOT cache, and would take a quarter of the time to the first token.
     * That is also why nothing of picocli stands in this class.
     */
    public static void main(String[] arguments) {
        System.exit(Arrays.equals(arguments, PLAIN_SERVE) ? serve() : parse(arguments));
    }

    private static int serve() {
        try {
            Serving.run("", DOT_ENV);
            return 0;
        } catch (Exception failure) {
            Failures.report(failure, new PrintWriter(System.err, true, StandardCharsets.UTF_8));
            return 1;
        }
    }

    private static int parse(String[] arguments) {
        if (arguments.length == 0 || !arguments[0].equals("serve")) {
            // A command's standard output is its answer: with --json, somebody parses it.
            System.setProperty("LOG_TARGET", "System.err");
        }
        return SentinelCommand.commandLine(Surroundings.of(System.getenv(), DOT_ENV))
                .execute(arguments);
    }
}
