package dev.sentinel.server.cli;

import dev.sentinel.server.Version;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;

@Command(name = "version", description = "Prints the versions of Sentinel and of Java.")
final class VersionCommand implements Callable<Integer>, IVersionProvider {
    @Mixin private final Output output = new Output();

    @Override
    public Integer call() {
        output.line(getVersion()[0]);
        output.result(new Result(sentinel(), java()));
        return ExitCode.OK;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"sentinel " + sentinel() + ", Java " + java()};
    }

    private static String java() {
        return Runtime.version().toString();
    }

    private static String sentinel() {
        return Version.current();
    }

    record Result(String sentinel, String java) {}
}
