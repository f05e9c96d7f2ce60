package dev.sentinel.server.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

@Command(
        name = "serve",
        description = "Runs the roles against the PostgreSQL and Redis that the settings name.")
final class ServeCommand implements Callable<Integer> {
    @Option(
            names = "--roles",
            paramLabel = "ROLES",
            description = "all, or of gateway,identity,risk (default: SENTINEL_ROLES, else all)")
    private String roles = "";

    @Option(
            names = "--env-file",
            paramLabel = "FILE",
            description = "settings below those of the environment (default: .env)")
    private @Nullable Path dotEnv;

    @Override
    public Integer call() throws InterruptedException {
        Path named = dotEnv;
        if (named != null && !Files.isRegularFile(named)) {
            // The usual one may be missing; one that somebody names is meant.
            throw new CalledWrongly("--env-file " + named + ": no such file");
        }
        Serving.run(roles, named == null ? Path.of(Serving.DOT_ENV) : named);
        return ExitCode.OK;
    }
}
