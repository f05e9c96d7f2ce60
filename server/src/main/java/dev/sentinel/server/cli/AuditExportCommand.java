package dev.sentinel.server.cli;

import dev.sentinel.audit.verify.LogExport;
import dev.sentinel.audit.verify.LogExport.Written;
import dev.sentinel.base.sql.Database;
import dev.sentinel.server.ServerConfig;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "export", description = "Writes the log to a file that proves itself.")
final class AuditExportCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private Output output = new Output();

    @Parameters(paramLabel = "FILE", description = "is overwritten")
    private Path file = Path.of("");

    AuditExportCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        ServerConfig config = ServerConfig.read(surroundings.settings());
        Written written;
        try (ShownProgress bar = new ShownProgress(output, "exporting");
                Database database = Database.open(config.database());
                Writer out = Files.newBufferedWriter(file)) {
            written = new LogExport(database).writeTo(out, bar);
        }
        output.line("wrote " + written.entries() + " entries to " + file);
        if (written.gone() > 0) {
            output.line(
                    "%d of them without their events, which are not in the log any more; audit verify says whether they may be"
                            .formatted(written.gone()));
        }
        output.result(
                Map.of(
                        "entries", written.entries(),
                        "gone", written.gone(),
                        "file", file.toString()));
        return ExitCode.OK;
    }
}
