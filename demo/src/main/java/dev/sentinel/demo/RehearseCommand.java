package dev.sentinel.demo;

import dev.sentinel.demo.process.Rehearsal;
import dev.sentinel.server.cli.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

@Command(
        name = "rehearse",
        description =
                "Makes the AOT cache that lets the program start in a fraction of the time; make build calls it.")
final class RehearseCommand implements Callable<Integer> {
    @Mixin private final Output output = new Output();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path cache = Home.path().resolve("server/target/launch/sentinel.aot");
        new Rehearsal(Home.path(), cache).run();
        output.line("AOT cache: %d MB".formatted(Files.size(cache) >> 20));
        return ExitCode.OK;
    }
}
