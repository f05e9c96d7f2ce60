package dev.sentinel.audit.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sentinel.audit.log.EventRow;
import dev.sentinel.audit.log.PersonalHashes;
import dev.sentinel.audit.log.PersonalRow;
import dev.sentinel.audit.log.PersonalRows;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.audit.verify.Checked.Remark;
import dev.sentinel.audit.verify.Checked.Remark.ErasureTold;
import dev.sentinel.audit.verify.Checked.Remark.PersonalMissing;
import dev.sentinel.base.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * An entry in an export: {@code {"index", "leaf", "event", "personal": {"actor": {"salt",
 * "fields"}, "target": {"salt", "fields"}}}}. The event is the object whose canonical form (RFC
 * 8785) the leaf is the hash of; however a reader spaces or orders it, the proof holds. An entry
 * whose event is missing reads {@code {"index", "leaf", "id", "gone": true}}: {@link GoneLine}.
 *
 * @param event canonical JSON
 */
record ExportLine(long index, Hash leaf, String event, PersonalRows personal) {

    static String of(LeafRow row) {
        return row.event()
                .map(event -> of(row, event))
                .orElseGet(() -> GoneLine.of(row.index(), row.hash(), row.eventId()));
    }

    private static String of(LeafRow row, EventRow event) {
        StringBuilder line = new StringBuilder(512);
        line.append("{\"index\":").append(row.index());
        line.append(",\"leaf\":\"").append(row.hash().base64()).append('"');
        line.append(",\"event\":").append(new String(event.canonical(), StandardCharsets.UTF_8));
        if (!row.personal().equals(PersonalRows.NONE)) {
            line.append(",\"personal\":{");
            String separator = "";
            if (row.personal().actor().isPresent()) {
                append(line, "actor", row.personal().actor().get());
                separator = ",";
            }
            if (row.personal().target().isPresent()) {
                append(line.append(separator), "target", row.personal().target().get());
            }
            line.append('}');
        }
        return line.append('}').toString();
    }

    private static void append(StringBuilder line, String about, PersonalRow personal) {
        line.append('"').append(about).append("\":{\"salt\":\"").append(personal.salt());
        line.append("\",\"fields\":").append(personal.fields()).append('}');
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException when it is not one
     */
    static ExportLine parse(String line) {
        try {
            JsonNode node = Json.read(line.getBytes(StandardCharsets.UTF_8));
            JsonNode personal = node.path("personal");
            return new ExportLine(
                    node.required("index").longValue(),
                    Hash.of(Base64.getDecoder().decode(node.required("leaf").asText())),
                    canonical(node.required("event")),
                    new PersonalRows(personal(personal, "actor"), personal(personal, "target")));
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException("the line is not JSON", malformed);
        }
    }

    /** The leaf hash of the event that the line holds, whatever the line says it is. */
    Hash recomputed() {
        return Hash.leaf(event.getBytes(StandardCharsets.UTF_8));
    }

    JsonNode eventNode() {
        return Json.tree(event);
    }

    /** What the event commits to. */
    PersonalHashes committed() {
        JsonNode hashes = eventNode().path("personal");
        return new PersonalHashes(
                Optional.ofNullable(hashes.path("actor").textValue()),
                Optional.ofNullable(hashes.path("target").textValue()));
    }

    /** What is wrong with the personal fields that are there. */
    Optional<String> personalFault() {
        return fault("actor", committed().actor(), personal.actor())
                .or(() -> fault("target", committed().target(), personal.target()));
    }

    /** What only the rest of the log can explain. */
    void remark(UUID id, List<Remark> remarks) {
        if (committed().actor().isPresent() && personal.actor().isEmpty()) {
            remarks.add(new PersonalMissing(index, id, "actor"));
        }
        if (committed().target().isPresent() && personal.target().isEmpty()) {
            remarks.add(new PersonalMissing(index, id, "target"));
        }
        JsonNode node = eventNode();
        if (node.path("action").asText().equals(Erased.ACTION)
                && node.path("metadata").isObject()) {
            remarks.add(new ErasureTold(Json.text(node.path("metadata"))));
        }
    }

    private static Optional<String> fault(
            String about, Optional<String> committed, Optional<PersonalRow> personal) {
        if (personal.isEmpty()) {
            return Optional.empty();
        }
        if (committed.isEmpty()) {
            return Optional.of("personal fields of the " + about + " were added");
        }
        return personal.get().hash().hex().equals(committed.get())
                ? Optional.empty()
                : Optional.of("the personal fields of the " + about + " were altered");
    }

    private static Optional<PersonalRow> personal(JsonNode personal, String about) {
        JsonNode node = personal.path(about);
        if (node.isMissingNode()) {
            return Optional.empty();
        }
        return Optional.of(
                new PersonalRow(
                        node.required("salt").asText(), canonical(node.required("fields"))));
    }

    private static String canonical(JsonNode node) {
        if (!(node instanceof ObjectNode)) {
            throw new IllegalArgumentException("not an object: " + node.getNodeType());
        }
        try {
            return new JsonCanonicalizer(Json.write(node)).getEncodedString();
        } catch (IOException malformed) {
            throw new IllegalArgumentException("not canonicalisable", malformed);
        }
    }
}
