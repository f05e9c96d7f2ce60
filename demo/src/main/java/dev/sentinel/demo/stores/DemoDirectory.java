package dev.sentinel.demo.stores;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one demo, {@code .sentinel}, held by one process at a time. The system lets go
 * of the hold when the process ends, however it ends.
 */
public final class DemoDirectory implements AutoCloseable {
    private static final String RUNNING = "running";

    private final Path path;
    private final FileChannel channel;

    private DemoDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Takes the directory, which is made when it is not there. */
    public static DemoDirectory take(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            Files.createDirectories(absolute);
            Optional<FileChannel> held = Optional.empty();
            while (held.isEmpty()) {
                held = held(absolute.resolve(RUNNING));
            }
            return new DemoDirectory(absolute, held.get());
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot use " + absolute, failure);
        }
    }

    /** Empty when whoever held it before has just taken the file away: then there is another. */
    private static Optional<FileChannel> held(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        if (lock(channel) == null) {
            channel.close();
            throw new DemoFailure(
                    "a demo runs here already, as process %s: stop it first".formatted(pid(file)));
        }
        String pid = Long.toString(ProcessHandle.current().pid());
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((pid + "\n").getBytes(StandardCharsets.US_ASCII)));
        if (pid(file).equals(pid)) {
            return Optional.of(channel);
        }
        channel.close();
        return Optional.empty();
    }

    private static String pid(Path file) throws IOException {
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException _) {
            return "";
        }
    }

    /** Whether a process holds the directory now. */
    public static boolean taken(Path path) {
        Path file = path.resolve(RUNNING);
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            return lock(channel) == null;
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot look at " + file, failure);
        }
    }

    public Path path() {
        return path;
    }

    Path postgres() {
        return path.resolve("postgres");
    }

    Path redis() {
        return path.resolve("redis");
    }

    Path secrets() {
        return secrets(path);
    }

    static Path secrets(Path directory) {
        return directory.resolve("secrets.env");
    }

    @Override
    public void close() {
        try {
            // While it is still held: nobody else's file is taken away.
            Files.deleteIfExists(path.resolve(RUNNING));
            channel.close();
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot let go of " + path, failure);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }
}
