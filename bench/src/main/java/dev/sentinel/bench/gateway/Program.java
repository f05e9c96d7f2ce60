package dev.sentinel.bench.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Somebody else's server program, started in the foreground with a configuration of ours. */
final class Program implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    // Debian keeps servers where the PATH of people does not lead.
    private static final List<Path> ALSO =
            List.of(Path.of("/usr/sbin"), Path.of("/usr/local/sbin"));

    private final Process process;

    private Program(Process process) {
        this.process = process;
    }

    /** Where a program is, if it is installed. */
    static Optional<Path> find(String name) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Stream.of(path.split(":")).map(Path::of), ALSO.stream())
                .map(directory -> directory.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts it and returns when its port takes connections.
     *
     * @param log takes what it prints
     * @throws IOException when it ends, with what it printed
     */
    static Program start(List<String> command, Path log, URI server)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "stop peer"));
        Program program = new Program(process);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), 1_000);
                return program;
            } catch (IOException _) {
                // Not listening yet.
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        program.close();
        throw new IOException(command.getFirst() + " did not start:\n" + Files.readString(log));
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
