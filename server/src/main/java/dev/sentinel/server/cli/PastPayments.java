package dev.sentinel.server.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A file of past payments, as commands are told of it. */
final class PastPayments {
    enum Format {
        HANDBOOK
    }

    @Parameters(paramLabel = "FILE", description = "past payments, .csv or .csv.gz")
    private Path file = Path.of("");

    @Option(
            names = "--format",
            defaultValue = "handbook",
            description = "of the file: handbook (default)")
    private Format format = Format.HANDBOOK;

    Path file() {
        return file;
    }

    Format format() {
        return format;
    }
}
