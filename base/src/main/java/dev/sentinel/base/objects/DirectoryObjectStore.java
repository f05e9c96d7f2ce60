package dev.sentinel.base.objects;

import dev.sentinel.base.Unavailable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Objects as files under one directory, for one machine. A write is complete or did not happen. */
public final class DirectoryObjectStore implements ObjectStore {
    // No segment begins with a dot: neither ".." nor our own unfinished files can be named.
    private static final Pattern KEY =
            Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");
    private static final String UNFINISHED = ".unfinished-";

    private final Path directory;

    /** Uses the directory, which is made by the first write. */
    public DirectoryObjectStore(Path directory) {
        this.directory = directory;
    }

    @Override
    public Optional<byte[]> get(String key) {
        try {
            return Optional.of(Files.readAllBytes(file(key)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new Unavailable("object store", e);
        }
    }

    @Override
    public void put(String key, byte[] body) {
        place(
                file(key),
                body,
                (unfinished, file) -> Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE));
    }

    @Override
    public boolean putNew(String key, byte[] body) {
        Path file = file(key);
        if (Files.exists(file)) {
            return false;
        }
        // A second name for the finished file: making it fails when the name is taken.
        return place(file, body, (unfinished, name) -> Files.createLink(name, unfinished));
    }

    @Override
    public List<String> list(String prefix) {
        Path folder = folderOf(prefix);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith(UNFINISHED))
                    .map(file -> directory.relativize(file).toString())
                    .filter(key -> key.startsWith(prefix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new Unavailable("object store", e);
        }
    }

    /** Gives the body, once it is wholly on disk, its name; false when the name is taken. */
    private static boolean place(Path file, byte[] body, Naming naming) {
        try {
            Path folder = Files.createDirectories(file.resolveSibling(""));
            Path unfinished = Files.createTempFile(folder, UNFINISHED, "");
            try {
                write(unfinished, body);
                naming.name(unfinished, file);
                sync(folder);
                return true;
            } catch (FileAlreadyExistsException _) {
                return false;
            } finally {
                Files.deleteIfExists(unfinished);
            }
        } catch (IOException e) {
            throw new Unavailable("object store", e);
        }
    }

    /** Where all keys of this prefix lie: other folders are not walked. */
    private Path folderOf(String prefix) {
        int slash = prefix.lastIndexOf('/');
        return slash < 0 ? directory : file(prefix.substring(0, slash));
    }

    private Path file(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("not an object key: " + key);
        }
        return directory.resolve(key);
    }

    private static void write(Path file, byte[] body) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(body);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            // On disk before the name points at it, or a crash could leave an empty object.
            channel.force(true);
        }
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private interface Naming {
        void name(Path unfinished, Path file) throws IOException;
    }
}
