package dev.sentinel.server.cli;

import dev.sentinel.audit.note.LogKeys;
import dev.sentinel.server.AuditKeys;
import dev.sentinel.server.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
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
            "Running processes take it up by themselves; what the old key has signed stays valid."
        })
final class AuditRotateKeyCommand implements Callable<Integer> {
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
        LogKeys keys = finish ? files.finishRotation() : files.rotate(random);
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
}
