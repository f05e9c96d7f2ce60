package dev.sentinel.bench.platform;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A Java program of ours in a process of its own, with the class path of this one. */
public final class JavaChild {
    private static final List<String> FOREIGN =
            List.of(
                    "DATABASE_URL",
                    "SENTRA_POSTGRES_DSN",
                    "MIGRATION_DATABASE_URL",
                    "REDIS_URL",
                    "SENTRA_REDIS_URL");

    private JavaChild() {}

    /** Prepares it; what it writes to standard error goes into the log. */
    public static ProcessBuilder of(
            String main,
            List<String> options,
            List<String> arguments,
            Map<String, String> environment,
            Path directory) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main);
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectError(
                                ProcessBuilder.Redirect.appendTo(
                                        directory.resolve("child.log").toFile()));
        // What this shell happens to have set for another Sentinel is not meant.
        FOREIGN.forEach(builder.environment()::remove);
        builder.environment().putAll(environment);
        return builder;
    }

    /** Starts it; ends with this process. */
    public static Process started(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "stop child"));
        return process;
    }

    /** SIGKILL, and waits for the end. */
    public static void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("process " + process.pid() + " does not end");
        }
    }
}
