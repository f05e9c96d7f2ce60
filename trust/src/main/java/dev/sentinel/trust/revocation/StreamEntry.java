package dev.sentinel.trust.revocation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What stands in the Redis stream {@value #KEY}: in the field {@code entry} as JSON, in the field
 * {@code seal} what only identity and who follows it can make. The id of an entry begins with its
 * number in the log, so Redis itself refuses a second copy and one that comes too late.
 */
public sealed interface StreamEntry {
    /** The stream. */
    String KEY = "sentinel:revocations";

    /**
     * A revocation.
     *
     * @param previous what stands before it in the log
     */
    record Revoked(Revocation revocation, Position previous) implements StreamEntry {}

    /** Nothing was decided after {@code latest}, at that moment. */
    record Heartbeat(Position latest, Instant at) implements StreamEntry {}

    /** The fields to add to the stream. */
    default Map<String, String> sealed(StreamSeal seal) {
        String entry = Json.text(json());
        return Map.of("entry", entry, "seal", seal.of(entry));
    }

    /** The entry in these fields; empty when it is none of ours. */
    static Optional<StreamEntry> open(Map<String, String> fields, StreamSeal seal) {
        String entry = fields.getOrDefault("entry", "");
        if (!seal.isOf(entry, fields.getOrDefault("seal", ""))) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(Json.read(entry.getBytes(StandardCharsets.UTF_8))));
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException _) {
            // Sealed by a version of ours that says more than this one understands.
            return Optional.empty();
        }
    }

    private Map<String, Object> json() {
        return switch (this) {
            case Revoked(var revocation, var previous) -> {
                Map<String, Object> json = new LinkedHashMap<>(revocation.json());
                json.put("previous", previous.stamp());
                yield json;
            }
            case Heartbeat(var latest, var at) -> {
                Map<String, Object> json = new LinkedHashMap<>();
                json.put("latest", latest.sequence());
                json.put("stamp", latest.stamp());
                json.put("now", at.toString());
                yield json;
            }
        };
    }

    private static StreamEntry read(JsonNode json) {
        if (json.has("latest")) {
            return new Heartbeat(
                    new Position(json.path("latest").longValue(), json.path("stamp").asText()),
                    Instant.parse(json.path("now").asText()));
        }
        Revocation revocation = Revocation.of(json);
        return new Revoked(
                revocation,
                new Position(revocation.sequence() - 1, json.path("previous").asText()));
    }
}
