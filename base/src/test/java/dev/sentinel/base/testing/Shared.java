package dev.sentinel.base.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A server that all tests of a process share: started by the first that needs it, stopped when the
 * process ends.
 */
final class Shared<S extends AutoCloseable> {
    private final Supplier<S> starting;
    private Optional<S> server = Optional.empty();

    Shared(Supplier<S> starting) {
        this.starting = starting;
    }

    synchronized S get() {
        if (server.isEmpty()) {
            S started = starting.get();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> close(started)));
            server = Optional.of(started);
        }
        return server.get();
    }

    /** A directory for a server's data. */
    static Path directory(String prefix) {
        try {
            return Files.createTempDirectory(prefix);
        } catch (IOException failure) {
            throw new UncheckedIOException("no temporary directory", failure);
        }
    }

    private static void close(AutoCloseable server) {
        try {
            server.close();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }
}
