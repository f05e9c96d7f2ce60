package dev.sentinel.audit.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The file with the last checkpoint that a verification saw. It is what shows a history rewritten
 * by somebody who has both the database and the signing key, so it belongs on another machine.
 */
public final class SeenCheckpoint {
    private final Path file;

    public SeenCheckpoint(Path file) {
        this.file = file;
    }

    /** The signed note, when one has been kept. */
    Optional<String> read() {
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read the kept checkpoint " + file, failure);
        }
    }

    /** Replaces the note, whole or not at all. */
    void write(String note) {
        try {
            Path parent = file.toAbsolutePath().getParent();
            Files.createDirectories(parent);
            Path next = Files.createTempFile(parent, "checkpoint", ".tmp");
            Files.writeString(next, note);
            Files.move(
                    next,
                    file,
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot keep the checkpoint in " + file, failure);
        }
    }
}
