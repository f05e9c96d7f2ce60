package dev.sentinel.trust.revocation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One answer of identity's feed: what was revoked after the position that was asked for, as far as
 * it fits. Numbers may be missing: those have expired and hit nothing any more.
 *
 * @param through where the reader stands when it has taken this in
 * @param latest the last number there is; more is waiting when {@code through} is before it
 * @param snapshot the position is not one of this log, or so old that what came after it is partly
 *     gone: these are all that are in force, from the beginning
 * @param now the clock of identity
 */
public record FeedPiece(
        List<Revocation> revocations,
        Position through,
        long latest,
        boolean snapshot,
        Instant now) {
    public FeedPiece {
        revocations = List.copyOf(revocations);
    }

    /** Whether nothing more is waiting. */
    public boolean isComplete() {
        return through.sequence() >= latest;
    }

    /** As the feed writes it. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("data", revocations.stream().map(Revocation::json).toList());
        json.put("through", through.sequence());
        json.put("stamp", through.stamp());
        json.put("latest", latest);
        json.put("snapshot", snapshot);
        json.put("now", now.toString());
        return json;
    }

    /**
     * Reads {@link #json}.
     *
     * @throws IOException when it is none
     */
    public static FeedPiece read(byte[] body) throws IOException {
        JsonNode json = Json.read(body);
        if (!json.path("through").isIntegralNumber() || !json.path("latest").isIntegralNumber()) {
            throw new IOException("not an answer of the revocation feed");
        }
        try {
            List<Revocation> revocations = new ArrayList<>();
            for (JsonNode line : json.path("data")) {
                revocations.add(Revocation.of(line));
            }
            return new FeedPiece(
                    revocations,
                    new Position(json.path("through").longValue(), json.path("stamp").asText()),
                    json.path("latest").longValue(),
                    json.path("snapshot").booleanValue(),
                    Instant.parse(json.path("now").asText()));
        } catch (IllegalArgumentException | DateTimeException wrong) {
            throw new IOException("not an answer of the revocation feed", wrong);
        }
    }
}
