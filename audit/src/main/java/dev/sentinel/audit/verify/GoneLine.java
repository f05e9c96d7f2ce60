package dev.sentinel.audit.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.base.json.Json;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/** An entry in an export whose event is not there any more: its leaf keeps the tree whole. */
record GoneLine(long index, Hash leaf, UUID id) {

    static String of(long index, Hash leaf, UUID id) {
        return "{\"index\":%d,\"leaf\":\"%s\",\"id\":\"%s\",\"gone\":true}"
                .formatted(index, leaf.base64(), id);
    }

    /**
     * Reads a line, if it is one of these.
     *
     * @throws IllegalArgumentException when it says that its event is gone and is malformed
     */
    static Optional<GoneLine> parse(byte[] line) {
        try {
            JsonNode node = Json.read(line);
            if (!node.path("gone").asBoolean() || node.has("event")) {
                return Optional.empty();
            }
            return Optional.of(
                    new GoneLine(
                            node.required("index").longValue(),
                            Hash.of(Base64.getDecoder().decode(node.required("leaf").asText())),
                            UUID.fromString(node.required("id").asText())));
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException("the line is not JSON", malformed);
        }
    }

    /** What is wrong with it; a younger event may not be missing. */
    Optional<String> fault(long expected, Instant keptSince) {
        if (index != expected) {
            return Optional.of("entry %d stands where this one belongs".formatted(index));
        }
        return id.version() == 7 && Entry.time(id).isBefore(keptSince)
                ? Optional.empty()
                : Optional.of("the event is missing");
    }
}
