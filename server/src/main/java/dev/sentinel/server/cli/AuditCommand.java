package dev.sentinel.server.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code sentinel audit …}: a class for each of its commands. */
@Command(
        name = "audit",
        description = "The audit log: prove it, look into it, export it, change its key.",
        synopsisSubcommandLabel = "COMMAND")
final class AuditCommand {
    private AuditCommand() {}

    static CommandLine of(Surroundings surroundings) {
        return new CommandLine(new AuditCommand())
                .addSubcommand(new AuditVerifyCommand(surroundings))
                .addSubcommand(new AuditShowCommand(surroundings))
                .addSubcommand(new AuditTailCommand(surroundings))
                .addSubcommand(new AuditExportCommand(surroundings))
                .addSubcommand(new AuditEraseCommand(surroundings))
                .addSubcommand(new AuditKeysCommand(surroundings))
                .addSubcommand(new AuditRotateKeyCommand(surroundings));
    }
}
