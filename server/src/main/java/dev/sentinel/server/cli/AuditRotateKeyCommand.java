package dev.sentinel.server.cli;

import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.Actions;
import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.audit.log.AuditLogConfig;
import dev.sentinel.audit.note.LogKeyActions;
import dev.sentinel.audit.note.LogKeys;
import dev.sentinel.audit.note.NoteKey;
import dev.sentinel.audit.note.NotePublicKey;
import dev.sentinel.base.sql.Database;
import dev.sentinel.server.AuditKeys;
import dev.sentinel.server.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "rotate-key",
        description = {
            "Makes a new key for the log. Checkpoints then carry both signatures, until --finish removes the old private key.",
            "Running processes take it up by themselves; what the old key has signed stays valid. Both steps are events of the log."
        })
final class AuditRotateKeyCommand implements Callable<Integer> {
    /** Where every key of the platform has its events. */
    private static final String WORKSPACE = "system";

    private final Surroundings surroundings;

    @Mixin private Output output = new Output();

    @Option(
            names = "--finish",
            description =
                    "remove the old private key, once whoever verifies knows the new public one")
    private boolean finish;

    AuditRotateKeyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** A step of a rotation, on the files of the keys. */
    private interface Step {
        LogKeys take() throws IOException;
    }

    @Override
    public Integer call() throws IOException {
        ServerConfig config = ServerConfig.read(surroundings.settings());
        if (!Files.exists(config.auditKey())) {
            throw new CommandFailure(
                    "there is no log key at %s: start the platform once"
                            .formatted(config.auditKey()));
        }
        SecureRandom random = new SecureRandom();
        AuditKeys files = AuditKeys.of(config.auditKey(), config.logOrigin(), random);
        LogKeys keys = finish ? finish(config, files, random) : begin(config, files, random);
        output.line(
                finish
                        ? "the old private key is gone; the log signs with"
                        : "give this key to whoever verifies, then run rotate-key --finish:");
        output.line(keys.signing().getFirst().publicKey().toString());
        output.result(
                Map.of(
                        "signing",
                        keys.signing().stream().map(key -> key.publicKey().toString()).toList(),
                        "known",
                        keys.known().stream().map(Object::toString).toList()));
        return ExitCode.OK;
    }

    private static LogKeys begin(ServerConfig config, AuditKeys files, SecureRandom random) {
        files.requireNoRotation();
        NotePublicKey old = files.current().signing().getFirst().publicKey();
        NoteKey next = NoteKey.generate(config.logOrigin(), random);
        AuditEvent event = event(LogKeyActions.ROTATED, old, next.publicKey());
        return written(config, event, random, () -> files.rotate(next));
    }

    private static LogKeys finish(ServerConfig config, AuditKeys files, SecureRandom random) {
        NotePublicKey old = files.previous();
        NotePublicKey kept = files.current().signing().getFirst().publicKey();
        AuditEvent event = event(LogKeyActions.FINISHED, old, kept);
        return written(config, event, random, files::finishRotation);
    }

    /** The event is in before a file changes; when one cannot be changed, it is taken back. */
    private static LogKeys written(
            ServerConfig config, AuditEvent event, SecureRandom random, Step step) {
        try (Database database = Database.open(config.database());
                AuditLog log =
                        new AuditLog(
                                database,
                                Actions.of(LogKeyActions.ALL),
                                Clock.systemUTC(),
                                random,
                                AuditLogConfig.DEFAULT)) {
            return database.transaction(tx -> {
                log.append(tx, event);
                try {
                    return step.take();
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            });
        }
    }

    private static AuditEvent event(Action action, NotePublicKey before, NotePublicKey after) {
        return AuditEvent.of(
                        action,
                        WORKSPACE,
                        Actor.system("command line of " + System.getProperty("user.name")))
                .on("log", after.name())
                .before(Map.of("publicKey", before.toString()))
                .after(Map.of("publicKey", after.toString()));
    }
}
