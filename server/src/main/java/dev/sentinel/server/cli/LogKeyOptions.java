package dev.sentinel.server.cli;

import dev.sentinel.audit.note.NotePublicKey;
import dev.sentinel.base.config.Settings;
import dev.sentinel.server.AuditKeys;
import dev.sentinel.server.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The public keys that a log is verified with: given, or else those of the platform here. */
final class LogKeyOptions {
    @Option(
            names = "--key",
            paramLabel = "VKEY",
            description =
                    "a public key of the log, such as ./sentinel audit keys prints; may be repeated")
    private List<String> keys = new ArrayList<>();

    @Option(
            names = "--keys",
            paramLabel = "FILE",
            description = "a file with one public key a line")
    private Optional<Path> file = Optional.empty();

    List<NotePublicKey> read(Settings settings) throws IOException {
        List<NotePublicKey> given = new ArrayList<>();
        keys.forEach(key -> given.add(NotePublicKey.parse(key)));
        if (file.isPresent()) {
            given.addAll(NotePublicKey.parseAll(Files.readString(file.get())));
        }
        return given.isEmpty() ? ofPlatform(settings) : given;
    }

    static List<NotePublicKey> ofPlatform(Settings settings) throws IOException {
        ServerConfig config = ServerConfig.read(settings);
        List<NotePublicKey> known = AuditKeys.publicKeys(config.auditKey(), config.logOrigin());
        if (known.isEmpty()) {
            throw new CommandFailure(
                    "there is no log key at %s: give --key, set AUDIT_SIGNING_KEY_PATH, or start the platform once"
                            .formatted(config.auditKey()));
        }
        return known;
    }
}
