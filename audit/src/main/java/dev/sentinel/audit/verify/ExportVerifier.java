package dev.sentinel.audit.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.audit.note.Checkpoint;
import dev.sentinel.audit.note.NotePublicKey;
import dev.sentinel.audit.note.SignedNote;
import dev.sentinel.audit.verify.VerifyOutcome.Broken;
import dev.sentinel.audit.verify.VerifyOutcome.Intact;
import dev.sentinel.base.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Verifies an export without the database, the program or the network: with the public key alone.
 */
public final class ExportVerifier {
    private final List<NotePublicKey> keys;

    public ExportVerifier(List<NotePublicKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /** Verifies against nothing but the signature of the export's checkpoint. */
    public VerifyOutcome verify(BufferedReader export, Progress progress) throws IOException {
        return verified(export, Optional.empty(), progress);
    }

    /**
     * Verifies also that the log goes on from the checkpoint seen last, and keeps the one seen now.
     */
    public VerifyOutcome verify(BufferedReader export, SeenCheckpoint seen, Progress progress)
            throws IOException {
        VerifyOutcome outcome = verified(export, seen.read(), progress);
        if (outcome instanceof Intact intact) {
            seen.write(intact.checkpoint());
        }
        return outcome;
    }

    private VerifyOutcome verified(BufferedReader export, Optional<String> seen, Progress progress)
            throws IOException {
        Optional<String> note = checkpoint(export.readLine());
        if (note.isEmpty()) {
            return Broken.of("the export does not begin with a checkpoint");
        }
        Promises promises = new Promises(keys);
        Optional<Broken> refused =
                promises.add("the export's checkpoint", note.get())
                        .or(() ->
                                seen.flatMap(
                                        kept -> promises.add("the checkpoint seen last", kept)));
        if (refused.isPresent()) {
            return refused.get();
        }
        long size = Checkpoint.parse(SignedNote.parse(note.get()).text()).size();
        Rebuilt rebuilt = new Rebuilt(promises, Instant.MIN);
        Optional<Broken> fault = promises.beyond(size).or(() -> promises.check(rebuilt.edge()));
        while (fault.isEmpty() && rebuilt.edge().size() < size) {
            fault = entryFault(export.readLine(), rebuilt);
            if (rebuilt.edge().size() % 4_096 == 0) {
                progress.at(rebuilt.edge().size(), size);
            }
        }
        if (fault.isPresent()) {
            return fault.get();
        }
        if (export.readLine() != null) {
            return Broken.at(size, "the export has entries beyond its checkpoint");
        }
        Optional<Broken> loss = rebuilt.erased().loss();
        if (loss.isPresent()) {
            return loss.get();
        }
        progress.at(size, size);
        return new Intact(size, rebuilt.edge().root(), note.get(), rebuilt.erased().count());
    }

    private static Optional<String> checkpoint(@Nullable String line) {
        if (line == null) {
            return Optional.empty();
        }
        try {
            JsonNode node = Json.read(line.getBytes(StandardCharsets.UTF_8));
            return Optional.ofNullable(node.path("checkpoint").textValue());
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    private static Optional<Broken> entryFault(@Nullable String text, Rebuilt rebuilt) {
        long index = rebuilt.edge().size();
        if (text == null) {
            return Optional.of(Broken.at(index, "the export ends before this entry"));
        }
        try {
            ExportLine line = ExportLine.parse(text);
            JsonNode event = line.eventNode();
            UUID id = UUID.fromString(event.path("id").asText());
            if (line.index() != index) {
                return Optional.of(
                        Broken.at(
                                index,
                                id,
                                "entry %d stands where this one belongs".formatted(line.index())));
            }
            if (!line.recomputed().equals(line.leaf())) {
                return Optional.of(Broken.at(index, id, "the event was altered"));
            }
            rebuilt.erased()
                    .told(
                            event.path("action").asText(),
                            Optional.of(event.path("metadata"))
                                    .filter(JsonNode::isObject)
                                    .map(Json::text));
            return rebuilt.personalFault(id, line.committed(), line.personal())
                    .or(() ->
                            rebuilt.add(id, Instant.parse(event.path("at").asText()), line.leaf()));
        } catch (IllegalArgumentException | DateTimeException malformed) {
            return Optional.of(
                    Broken.at(index, "the entry is malformed: " + malformed.getMessage()));
        }
    }
}
