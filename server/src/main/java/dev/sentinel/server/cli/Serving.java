package dev.sentinel.server.cli;

import dev.sentinel.base.config.Settings;
import dev.sentinel.server.Additions;
import dev.sentinel.server.Sentinel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves until the process is told to end. */
final class Serving {
    static final String DOT_ENV = ".env";

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Logger log = LoggerFactory.getLogger(Serving.class);

    private Serving() {}

    /**
     * Starts, and returns after the stop.
     *
     * @param roles empty to leave them to the settings
     */
    static void run(String roles, Path dotEnv) throws InterruptedException {
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
        Signals.hangup(sentinel::reload);
        // Honest for who waits for a token; what else takes its time is told when it is there.
        log.info("ready in {} ms", Running.sinceStart().toMillis());
        if (sentinel.awaitReady() || becomesReady(sentinel::isReady, running::endsWithin)) {
            log.info("every role ready in {} ms", Running.sinceStart().toMillis());
        }
        running.await();
    }

    /** Looks again and again; false when the process ends before it is so. */
    static boolean becomesReady(BooleanSupplier ready, End end) throws InterruptedException {
        while (!ready.getAsBoolean()) {
            if (end.comesWithin(BETWEEN_LOOKS)) {
                return false;
            }
        }
        return true;
    }

    /** The end of the process, waited for no longer than that. */
    @FunctionalInterface
    interface End {
        boolean comesWithin(Duration time) throws InterruptedException;
    }
}
