package dev.sentinel.server;

import dev.sentinel.audit.note.LogKeys;
import dev.sentinel.audit.note.NoteKey;
import dev.sentinel.audit.note.NotePublicKey;
import dev.sentinel.trust.crypto.CryptoProvider;
import dev.sentinel.trust.crypto.SignatureAlgorithm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The keys that sign the audit log's checkpoints, as files side by side: the key, during a rotation
 * the one before it, and the public keys of all that there ever were.
 *
 * <p>Never in the database: who owns the tables must not be able to sign them.
 */
public final class AuditKeys {
    private final Path file;
    private final String origin;
    private volatile Read read;

    /** What the files said, and the stamps by which a change of theirs is seen. */
    private record Read(List<String> stamps, LogKeys keys) {}

    private AuditKeys(Path file, String origin, Read read) {
        this.file = file;
        this.origin = origin;
        this.read = read;
    }

    /** Reads them; makes a new key, not yet kept, when there is none. */
    public static AuditKeys of(Path file, String origin, SecureRandom random) throws IOException {
        LogKeys keys =
                Files.exists(file)
                        ? read(file, origin)
                        : LogKeys.of(NoteKey.generate(origin, random));
        return new AuditKeys(file, origin, new Read(stamps(file), keys));
    }

    /** The public keys, without a private one at hand: what a verifier is given. */
    public static List<NotePublicKey> publicKeys(Path file, String origin) throws IOException {
        Path known = beside(file, ".vkeys");
        if (Files.exists(known)) {
            return NotePublicKey.parseAll(Files.readString(known));
        }
        return Files.exists(file) ? read(file, origin).known() : List.of();
    }

    /** The keys as the files hold them now: a rotation elsewhere takes hold without a restart. */
    public LogKeys current() {
        try {
            List<String> now = stamps(file);
            if (!now.equals(read.stamps()) && Files.exists(file)) {
                read = new Read(now, read(file, origin));
            }
            return read.keys();
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "the audit keys at " + file + " cannot be read", failure);
        }
    }

    /** Writes a new key to its file, with mode 600 from the start. */
    public void keep() throws IOException {
        if (!Files.exists(file)) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            writePrivate(file, read.keys().signing().getFirst());
        }
        if (!Files.exists(beside(file, ".vkeys"))) {
            writePublic(current().known());
        }
    }

    /**
     * Goes on with a new key. Until {@link #finishRotation} checkpoints carry the signatures of
     * both, so that whoever knows only the old one can still verify.
     *
     * @throws IllegalStateException while a rotation is under way
     */
    public LogKeys rotate(NoteKey next) throws IOException {
        requireNoRotation();
        LogKeys before = current();
        // Known before it signs anything: no process may meet a signature of a key it cannot name.
        List<NotePublicKey> known = new ArrayList<>(List.of(next.publicKey()));
        known.addAll(before.known());
        writePublic(known);
        writePrivate(beside(file, ".previous.pem"), before.signing().getFirst());
        writePrivate(file, next);
        return current();
    }

    /**
     * Removes the private key of before the rotation; what it has signed stays valid.
     *
     * @throws IllegalStateException when no rotation is under way
     */
    public LogKeys finishRotation() throws IOException {
        if (!Files.deleteIfExists(beside(file, ".previous.pem"))) {
            throw noRotation();
        }
        return current();
    }

    /**
     * The key of before the rotation.
     *
     * @throws IllegalStateException when no rotation is under way
     */
    public NotePublicKey previous() {
        List<NoteKey> signing = current().signing();
        if (signing.size() < 2) {
            throw noRotation();
        }
        return signing.getLast().publicKey();
    }

    /**
     * That a rotation may begin.
     *
     * @throws IllegalStateException while one is under way
     */
    public void requireNoRotation() {
        if (current().signing().size() > 1) {
            throw new IllegalStateException(
                    "a rotation is under way: finish it before the next one");
        }
    }

    private static IllegalStateException noRotation() {
        return new IllegalStateException("no rotation is under way");
    }

    private static LogKeys read(Path file, String origin) throws IOException {
        List<NoteKey> signing = new ArrayList<>();
        for (Path each : List.of(file, beside(file, ".previous.pem"))) {
            if (Files.exists(each)) {
                signing.add(
                        NoteKey.fromPem(origin, Files.readString(each))
                                .signingBy(AuditKeys::signature));
            }
        }
        Path known = beside(file, ".vkeys");
        return new LogKeys(
                signing,
                Files.exists(known) ? NotePublicKey.parseAll(Files.readString(known)) : List.of());
    }

    private static Signature signature() throws GeneralSecurityException {
        return CryptoProvider.fastest().signature(SignatureAlgorithm.EDDSA);
    }

    private static void writePrivate(Path target, NoteKey key) throws IOException {
        replace(target, key.toPem(), "rw-------");
    }

    private void writePublic(List<NotePublicKey> known) throws IOException {
        StringBuilder text =
                new StringBuilder("# Public keys of this audit log, the newest first.\n");
        known.forEach(key -> text.append(key).append('\n'));
        replace(beside(file, ".vkeys"), text.toString(), "rw-r--r--");
    }

    /** Whole or not at all, and never readable by more than these. */
    private static void replace(Path target, String text, String permissions) throws IOException {
        Path next =
                Files.createTempFile(
                        target.toAbsolutePath().getParent(),
                        ".audit",
                        ".tmp",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString(permissions)));
        try {
            Files.writeString(next, text);
            Files.move(
                    next,
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    private static List<String> stamps(Path file) throws IOException {
        List<String> stamps = new ArrayList<>();
        for (Path each :
                Stream.of("", ".previous.pem", ".vkeys").map(end -> beside(file, end)).toList()) {
            stamps.add(
                    Files.exists(each)
                            ? Files.getLastModifiedTime(each) + "/" + Files.size(each)
                            : "none");
        }
        return stamps;
    }

    /** {@code audit.pem} has {@code audit.previous.pem} and {@code audit.vkeys} beside it. */
    private static Path beside(Path file, String end) {
        String name = file.getFileName().toString();
        return end.isEmpty() ? file : file.resolveSibling(name.replaceFirst("\\.pem$", "") + end);
    }
}
