package dev.sentinel.demo;

import dev.sentinel.base.testing.ReferencePage;
import dev.sentinel.server.cli.SentinelCommand;
import dev.sentinel.server.cli.Surroundings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

class CommandLineReferenceTest {
    private static final int WIDTH = 100;

    private static final String TOP =
            """
            # Command line

            What `./sentinel COMMAND --help` prints, for every command. Made from the program and checked by the build.

            With `--json` a command prints JSON on standard output and nothing else, for programs. Settings come from the
            environment and from `.env`, see [configuration](configuration.md). Commands marked *demo* are in the demo
            program only, which production artefacts do not contain.
            """;

    @Test
    void thePageShowsTheHelpOfEveryCommand() throws IOException {
        Set<String> production =
                SentinelCommand.commandLine(Surroundings.of(Map.of(), Path.of(".env.absent")))
                        .getSubcommands()
                        .keySet();
        StringBuilder page = new StringBuilder(TOP);
        CommandLine root = DemoCommand.commandLine();
        append(page, "##", root, "");
        sorted(root)
                .forEach((name, command) -> {
                    append(page, "##", command, production.contains(name) ? "" : " (demo)");
                    sorted(command).values().forEach(below -> append(page, "###", below, ""));
                });

        ReferencePage.of("command-line.md").mustSay(page.toString());
    }

    private static Map<String, CommandLine> sorted(CommandLine command) {
        return command.getSubcommands().entrySet().stream()
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey,
                                Map.Entry::getValue,
                                (first, _) -> first,
                                TreeMap::new));
    }

    private static void append(StringBuilder page, String level, CommandLine command, String mark) {
        command.getCommandSpec().usageMessage().autoWidth(false).width(WIDTH);
        String help = command.getUsageMessage(Ansi.OFF);
        page.append('\n').append(level).append(' ');
        page.append(command.getCommandSpec().qualifiedName()).append(mark);
        page.append("\n\n```\n");
        help.lines().forEach(line -> page.append(line.stripTrailing()).append('\n'));
        page.append("```\n");
    }
}
