package dev.sentinel.audit.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.audit.verify.VerifyOutcome.Broken;
import dev.sentinel.base.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Tells an erasure from a loss: personal fields that an event commits to and that are not there
 * must be listed by a later event of the log, which two administrators had to agree to.
 */
final class Erased {
    /** The action of the events whose lists say what went. */
    static final String ACTION = "personal.erased";

    private final Map<Part, Long> unexplained = new LinkedHashMap<>();
    private long explained;

    private record Part(String event, String about) {}

    /** The fields about the actor or the target of the event at this index are not there. */
    void missing(long index, UUID event, String about) {
        unexplained.put(new Part(event.toString(), about), index);
    }

    /** The log goes on with an erasure of this metadata. */
    void told(String metadata) {
        if (!unexplained.isEmpty()) {
            JsonNode lists = Json.tree(metadata);
            explain(lists, "actor");
            explain(lists, "target");
        }
    }

    boolean allExplained() {
        return unexplained.isEmpty();
    }

    /** The first loss that no erasure explains. */
    Optional<Broken> loss() {
        return unexplained.entrySet().stream()
                .findFirst()
                .map(lost ->
                        Broken.at(
                                lost.getValue(),
                                UUID.fromString(lost.getKey().event()),
                                "the personal fields of the %s are missing"
                                        .formatted(lost.getKey().about())));
    }

    /** How many times fields were erased as they should be. */
    long count() {
        return explained;
    }

    private void explain(JsonNode lists, String about) {
        for (JsonNode event : lists.path(about)) {
            if (unexplained.remove(new Part(event.asText(), about)) != null) {
                explained++;
            }
        }
    }
}
