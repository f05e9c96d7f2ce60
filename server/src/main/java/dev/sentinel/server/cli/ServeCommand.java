package dev.sentinel.server.cli;

import dev.sentinel.base.config.Settings;
import dev.sentinel.server.Additions;
import dev.sentinel.server.Sentinel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

@Command(
        name = "serve",
        description = "Runs the roles against the PostgreSQL and Redis that the settings name.")
final class ServeCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(ServeCommand.class);

    @Option(
            names = "--roles",
            paramLabel = "ROLES",
            description = "all, or of gateway,identity,risk (default: SENTINEL_ROLES, else all)")
    private String roles = "";

    @Option(
            names = "--env-file",
            paramLabel = "FILE",
            defaultValue = ".env",
            description = "settings below those of the environment (default: .env)")
    private Path dotEnv = Path.of(".env");

    @Override
    public Integer call() throws InterruptedException {
        Map<String, String> environment = new HashMap<>(System.getenv());
        if (!roles.isEmpty()) {
            environment.put("SENTINEL_ROLES", roles);
        }
        Sentinel sentinel =
                Sentinel.start(
                        Settings.load(environment, dotEnv),
                        Additions.none(),
                        Clock.systemUTC(),
                        new SecureRandom());
        Running running = Running.until(sentinel);
        Hangup.runs(sentinel::reload);
        log.info("ready in {} ms", Running.sinceStart().toMillis());
        running.await();
        return ExitCode.OK;
    }
}
