package dev.sentinel.server.cli;

import dev.sentinel.audit.note.NotePublicKey;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

@Command(
        name = "keys",
        description =
                "Prints the public keys of the log, the newest first: what whoever verifies it must be given.")
final class AuditKeysCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private Output output = new Output();

    AuditKeysCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        List<String> keys =
                LogKeyOptions.ofPlatform(surroundings.settings()).stream()
                        .map(NotePublicKey::toString)
                        .toList();
        keys.forEach(output::line);
        output.result(Map.of("keys", keys));
        return ExitCode.OK;
    }
}
