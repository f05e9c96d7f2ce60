package dev.sentinel.server;

import dev.sentinel.audit.note.NoteKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/** The file of the key that signs the audit log's checkpoints. */
final class AuditKey {
    private final Path file;
    private final NoteKey key;

    private AuditKey(Path file, NoteKey key) {
        this.file = file;
        this.key = key;
    }

    /** Reads it; makes a new one, not yet kept, when there is none. */
    static AuditKey of(Path file, String origin, SecureRandom random) throws IOException {
        return new AuditKey(
                file,
                Files.exists(file)
                        ? NoteKey.fromPem(origin, Files.readString(file))
                        : NoteKey.generate(origin, random));
    }

    NoteKey key() {
        return key;
    }

    /** Writes a new key to its file, with mode 600 from the start. */
    void keep() throws IOException {
        if (Files.exists(file)) {
            return;
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, key.toPem(), StandardOpenOption.TRUNCATE_EXISTING);
    }
}
