package dev.sentinel.server.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root of the command line. */
@Command(
        name = "sentinel",
        description = "Knows who is calling, lets them in, keeps proof, judges payments.",
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        versionProvider = VersionCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {SetupCommand.class, VersionCommand.class},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it worked", "1:it did not work", "2:it was called wrongly"})
public final class SentinelCommand implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    private SentinelCommand() {}

    /** The production commands and, from another assembly, further ones. */
    public static CommandLine commandLine(Surroundings surroundings, Object... further) {
        CommandLine line =
                new CommandLine(new SentinelCommand())
                        .addSubcommand(new ServeCommand())
                        .addSubcommand(new RoutesCommand(surroundings))
                        .addSubcommand(new ExplainCommand(surroundings))
                        .addSubcommand(new SelfTestCommand(surroundings))
                        .addSubcommand(new AgentsCommand(surroundings))
                        .addSubcommand(KeysCommand.of(surroundings))
                        .addSubcommand(new RevocationsCommand(surroundings))
                        .addSubcommand(AuditCommand.of(surroundings))
                        .addSubcommand(new RiskCommand(surroundings));
        for (Object command : further) {
            line.addSubcommand(command);
        }
        // Settings reach the commands that are there by now, and no later ones.
        line.setCaseInsensitiveEnumValuesAllowed(true);
        Conversions.register(line);
        line.setExecutionExceptionHandler(failures());
        line.setUsageHelpAutoWidth(true);
        return line;
    }

    /** Without a command: says what there is. */
    @Override
    public void run() {
        CommandSpec known = spec;
        if (known == null) {
            throw new IllegalStateException("not started through picocli");
        }
        throw new ParameterException(known.commandLine(), "name a command");
    }

    /** People get one line; the stack trace only when they ask for it. */
    private static IExecutionExceptionHandler failures() {
        return (failure, commandLine, _) -> {
            Failures.report(failure, commandLine.getErr());
            return failure instanceof CalledWrongly
                    ? commandLine.getCommandSpec().exitCodeOnInvalidInput()
                    : commandLine.getCommandSpec().exitCodeOnExecutionException();
        };
    }
}
