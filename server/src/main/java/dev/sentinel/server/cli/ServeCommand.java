package dev.sentinel.server.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
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
            defaultValue = Serving.DOT_ENV,
            description = "settings below those of the environment (default: .env)")
    private Path dotEnv = Path.of(Serving.DOT_ENV);

    @Override
    public Integer call() throws InterruptedException {
        Serving.run(roles, dotEnv);
        return ExitCode.OK;
    }
}
