package dev.sentinel.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Our program in a process of its own, started by the launcher as people start it. */
public final class Child implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** By {@code dev}, which says it once, and by {@code serve}, which listens a little earlier. */
    private static final Pattern READY = Pattern.compile("(?:^|every role )ready in (\\d+) ms");

    /** What this shell happens to have set for another Sentinel is not to be measured. */
    private static final List<String> FOREIGN =
            List.of(
                    "DATABASE_URL",
                    "SENTRA_POSTGRES_DSN",
                    "MIGRATION_DATABASE_URL",
                    "REDIS_URL",
                    "SENTRA_REDIS_URL",
                    // The measuring process is quiet; the measured one logs as in production.
                    "LOG_FORMAT",
                    "LOG_LEVEL",
                    "ACCESS_LOG_LEVEL");

    private final Process process;
    private final long readyMillis;

    private Child(Process process, long readyMillis) {
        this.process = process;
        this.readyMillis = readyMillis;
    }

    /**
     * Starts it and returns when it says that it is ready.
     *
     * @param home the checkout
     * @param stage the directory that it works in and that takes its log
     */
    public static Child start(
            Path home, Path stage, List<String> arguments, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path log = stage.resolve("sentinel.log");
        ProcessBuilder builder =
                new ProcessBuilder(
                                Stream.concat(
                                                Stream.of(home.resolve("sentinel").toString()),
                                                arguments.stream())
                                        .toList())
                        .directory(stage.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        FOREIGN.forEach(builder.environment()::remove);
        builder.environment().putAll(environment);
        Process process = builder.start();
        // Whoever ends the measuring process does not want to look for the measured one.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "stop child"));
        try {
            return new Child(process, awaitReady(process, log));
        } catch (IOException | InterruptedException | RuntimeException failure) {
            stop(process);
            throw failure;
        }
    }

    public long pid() {
        return process.pid();
    }

    /** How long the program took, from the start of its JVM, by what it says itself. */
    long readyMillis() {
        return readyMillis;
    }

    @Override
    public void close() {
        stop(process);
    }

    private static long awaitReady(Process process, Path log)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            try (BufferedReader lines = Files.newBufferedReader(log)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    Matcher ready = READY.matcher(line);
                    if (ready.find()) {
                        return Long.parseLong(ready.group(1));
                    }
                }
            }
            if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        throw new IOException("the program did not start:\n" + Files.readString(log));
    }

    /** SIGTERM first: the program commits what it accepted, and stops its stores. */
    private static void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
