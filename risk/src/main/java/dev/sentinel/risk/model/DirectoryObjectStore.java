package dev.sentinel.risk.model;

import dev.sentinel.base.Unavailable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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
        Path file = file(key);
        try {
            Path folder = Files.createDirectories(file.resolveSibling(""));
            Path unfinished = Files.createTempFile(folder, UNFINISHED, "");
            try {
                write(unfinished, body);
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
                sync(folder);
            } finally {
                Files.deleteIfExists(unfinished);
            }
        } catch (IOException e) {
            throw new Unavailable("object store", e);
        }
    }

    @Override
    public List<String> list(String prefix) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
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
}
