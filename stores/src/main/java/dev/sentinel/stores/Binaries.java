package dev.sentinel.stores;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * The servers' programs, unpacked once per machine and user from the class path.
 *
 * <p>They go to {@code ~/.cache/sentinel}, for root to {@code /var/tmp/sentinel}: a user without
 * rights must be able to reach them. A directory that somebody else owns is refused, because what
 * lies there is executed.
 */
final class Binaries {
    private static final Set<PosixFilePermission> PROGRAM =
            PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> PLAIN =
            PosixFilePermissions.fromString("rw-r--r--");

    private Binaries() {}

    /** The directory that holds {@code bin/postgres}, {@code bin/initdb} and {@code bin/pg_ctl}. */
    static Path postgres() {
        String resource = Platform.current().postgres;
        return unpacked(resource, directory -> untar(resource, directory));
    }

    /** The {@code redis-server} program. */
    static Path redis() {
        String resource = Platform.current().redis;
        return unpacked(resource, directory -> copy(resource, directory)).resolve("redis-server");
    }

    private static Path unpacked(String resource, Unpacking unpacking) {
        try {
            Path cache = cache();
            // The size tells versions apart: names in the archives do not.
            Path ready = cache.resolve(resource.replace(".txz", "") + "-" + size(resource));
            if (Files.isDirectory(ready)) {
                return ready;
            }
            Path fresh = Files.createTempDirectory(cache, ".unpacking-");
            Files.setPosixFilePermissions(fresh, PROGRAM);
            unpacking.into(fresh);
            return publish(fresh, ready);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot unpack " + resource, failure);
        }
    }

    /** One rename, so that nobody ever sees half a directory; whoever comes first wins. */
    private static Path publish(Path fresh, Path ready) throws IOException {
        try {
            return Files.move(fresh, ready, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            Trees.delete(fresh);
            if (Files.isDirectory(ready)) {
                return ready;
            }
            throw failure;
        }
    }

    private static Path cache() throws IOException {
        Path cache =
                Unprivileged.runningAsRoot()
                        ? Path.of("/var/tmp/sentinel")
                        : Path.of(System.getProperty("user.home"), ".cache", "sentinel");
        if (!Files.isDirectory(cache)) {
            Files.createDirectories(cache, PosixFilePermissions.asFileAttribute(PROGRAM));
        }
        // What we create belongs to us, by whatever name the system knows us.
        Path ours = Files.createTempFile(cache, ".owner-", "");
        boolean same = Files.getOwner(cache).equals(Files.getOwner(ours));
        Files.delete(ours);
        if (!same) {
            throw new StoreFailure(cache + " belongs to " + Files.getOwner(cache) + ": remove it");
        }
        return cache;
    }

    private static long size(String resource) throws IOException {
        try (InputStream stream = open(resource)) {
            return stream.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static void untar(String resource, Path directory) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZCompressorInputStream(open(resource)))) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                Path target = directory.resolve(entry.getName()).normalize();
                if (!target.startsWith(directory)) {
                    throw new StoreFailure(
                            resource + " reaches outside itself: " + entry.getName());
                }
                place(tar, entry, target);
            }
        }
    }

    private static void place(TarArchiveInputStream tar, TarArchiveEntry entry, Path target)
            throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, target);
        Files.setPosixFilePermissions(target, (entry.getMode() & 0100) == 0 ? PLAIN : PROGRAM);
    }

    private static void copy(String resource, Path directory) throws IOException {
        Path target = directory.resolve("redis-server");
        try (InputStream program = open(resource)) {
            Files.copy(program, target);
        }
        Files.setPosixFilePermissions(target, PROGRAM);
    }

    private static InputStream open(String resource) {
        InputStream stream = Binaries.class.getClassLoader().getResourceAsStream(resource);
        if (stream == null) {
            missing(resource);
        }
        return new BufferedInputStream(stream, 1 << 16);
    }

    private static long missing(String resource) {
        throw new StoreFailure(resource + " is not on the class path");
    }

    private interface Unpacking {
        void into(Path directory) throws IOException;
    }
}
