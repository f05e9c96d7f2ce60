package dev.sentinel.demo.stores;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
            return new DemoDirectory(absolute, held(absolute.resolve(RUNNING)));
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot use " + absolute, failure);
        }
    }

    /**
     * The file stays for good, also when nobody holds it, and is read by its channel only: POSIX
     * takes a process's hold away when it closes any other descriptor of the same file (fcntl(2)).
     */
    private static FileChannel held(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        if (lock(channel) == null) {
            String holder = content(channel);
            channel.close();
            throw new DemoFailure(
                    "a demo runs here already, as process %s: stop it first".formatted(holder));
        }
        channel.truncate(0);
        String pid = ProcessHandle.current().pid() + "\n";
        channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
        return channel;
    }

    private static String content(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(32);
        channel.read(bytes, 0);
        return StandardCharsets.US_ASCII.decode(bytes.flip()).toString().strip();
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
            // Nobody runs here any more; while it is still held.
            channel.truncate(0);
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
