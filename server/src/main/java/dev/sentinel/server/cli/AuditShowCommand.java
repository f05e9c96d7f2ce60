package dev.sentinel.server.cli;

import dev.sentinel.audit.sequencer.LogProofs;
import dev.sentinel.audit.sequencer.ProvenEntry;
import dev.sentinel.audit.verify.EntryProof;
import dev.sentinel.base.config.Settings;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.sql.Database;
import dev.sentinel.server.ServerConfig;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        description =
                "Prints an event with the proof that it is in the log, checked; exit code 1 when the proof does not hold.")
final class AuditShowCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private Output output = new Output();
    @Mixin private LogKeyOptions keys = new LogKeyOptions();

    @Parameters(paramLabel = "ID", description = "the event's id")
    private UUID id = new UUID(0, 0);

    AuditShowCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        Settings settings = surroundings.settings();
        ServerConfig config = ServerConfig.read(settings);
        String text;
        try (Database database = Database.open(config.database())) {
            text =
                    new LogProofs(database)
                            .proven(id)
                            .map(ProvenEntry::format)
                            .orElseThrow(() ->
                                    new CommandFailure("no event " + id + " is in the log yet"));
        }
        EntryProof proof = EntryProof.parse(text);
        Optional<String> fault = proof.fault(keys.read(settings));
        String event = proof.event();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("proven", fault.isEmpty());
        fault.ifPresent(what -> result.put("what", what));
        result.put("index", proof.index());
        result.put("leaf", proof.leaf().base64());
        result.put("event", Json.tree(event));
        result.put("proof", text);
        output.line(Json.tree(event).toPrettyString());
        output.line("");
        output.line(
                "entry %d, leaf hash %s, %d hashes to the root of the signed checkpoint:"
                        .formatted(proof.index(), proof.leaf().hex(), proof.path().size()));
        output.line("");
        output.line(proof.note());
        output.line(
                fault.map(what -> "the proof does not hold: " + what)
                        .orElse("the proof holds: the event is in the log as shown"));
        output.result(result);
        return fault.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
