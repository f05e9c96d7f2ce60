package dev.sentinel.audit.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sentinel.audit.log.EventRow;
import dev.sentinel.audit.log.PersonalRow;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.base.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * An entry in an export: {@code {"index", "leaf", "event", "personal": {"salt", "fields"}}}. The
 * event is the object whose canonical form (RFC 8785) the leaf is the hash of; however a reader
 * spaces or orders it, the proof holds.
 *
 * @param event canonical JSON
 */
record ExportLine(long index, Hash leaf, String event, Optional<PersonalRow> personal) {

    static String of(LeafRow row, EventRow event) {
        StringBuilder line = new StringBuilder(512);
        line.append("{\"index\":").append(row.index());
        line.append(",\"leaf\":\"").append(row.hash().base64()).append('"');
        line.append(",\"event\":").append(new String(event.canonical(), StandardCharsets.UTF_8));
        row.personal()
                .ifPresent(personal ->
                        line.append(",\"personal\":{\"salt\":\"")
                                .append(personal.salt())
                                .append("\",\"fields\":")
                                .append(personal.fields())
                                .append('}'));
        return line.append('}').toString();
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
                    personal.isMissingNode() ? Optional.empty() : Optional.of(personal(personal)));
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

    private static PersonalRow personal(JsonNode node) {
        return new PersonalRow(node.required("salt").asText(), canonical(node.required("fields")));
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
