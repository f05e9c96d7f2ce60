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
    private AuditKey() {}

    /** Reads it, or makes it with mode 600 when it is not there. */
    static NoteKey in(Path file, String origin, SecureRandom random) throws IOException {
        if (Files.exists(file)) {
            return NoteKey.fromPem(origin, Files.readString(file));
        }
        NoteKey key = NoteKey.generate(origin, random);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, key.toPem(), StandardOpenOption.TRUNCATE_EXISTING);
        return key;
    }
}
