package dev.sentinel.server.cli;

import dev.sentinel.server.setup.Setup;
import dev.sentinel.server.setup.SetupReport;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "setup",
        description =
                "Makes keys, self-signed TLS files and .env with random secrets, where missing.")
final class SetupCommand implements Callable<Integer> {
    @Mixin private final Output output = new Output();

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "where to (default: here)")
    private Path directory = Path.of(".");

    @Override
    public Integer call() {
        SetupReport report = new Setup(new SecureRandom()).run(directory.normalize());
        report.made().forEach(file -> output.line("made  " + file));
        report.left().forEach(file -> output.line("left  " + file));
        if (report.made().isEmpty()) {
            output.line("everything was there already");
        }
        output.result(new Result(names(report.made()), names(report.left())));
        return ExitCode.OK;
    }

    private static List<String> names(List<Path> files) {
        return files.stream().map(Path::toString).toList();
    }

    record Result(List<String> made, List<String> left) {}
}
