package dev.sentinel.audit.log;

import dev.sentinel.audit.tree.Hash;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An event as its table holds it: {@code actedFor}, {@code before}, {@code after} and {@code
 * metadata} are canonical JSON already.
 *
 * @param personal what commits to the personal fields
 */
public record EventRow(
        UUID id,
        Instant at,
        String workspace,
        String actorKind,
        String actorId,
        Optional<String> actedFor,
        String action,
        String outcome,
        Optional<String> targetKind,
        Optional<String> targetId,
        Optional<String> requestId,
        Optional<String> before,
        Optional<String> after,
        Optional<String> metadata,
        PersonalHashes personal) {

    /** More than the names of all members, the id, the time and the hashes. */
    private static final int LONGEST_FRAME = 512;

    private static final int LIKELY_LENGTH = 768;

    /** A control character in the bytes of its JSON. */
    private static final int LONGEST_CHARACTER = 6;

    /**
     * The bytes that the leaf is the hash of: one canonical JSON object (RFC 8785). Texts that are
     * JSON already are taken as they are. Each is followed by a member that is always there, so no
     * other row can make the same bytes.
     */
    public byte[] canonical() {
        CanonicalJson json = new CanonicalJson(LIKELY_LENGTH);
        json.raw("{\"action\":").string(action).raw(",\"actor\":{");
        actedFor.ifPresent(list -> json.raw("\"actedFor\":").raw(list).raw(","));
        json.raw("\"id\":").string(actorId).raw(",\"kind\":").string(actorKind).raw("}");
        after.ifPresent(values -> json.raw(",\"after\":").raw(values));
        json.raw(",\"at\":").string(at.toString());
        before.ifPresent(values -> json.raw(",\"before\":").raw(values));
        json.raw(",\"id\":").string(id.toString());
        metadata.ifPresent(values -> json.raw(",\"metadata\":").raw(values));
        json.raw(",\"outcome\":").string(outcome);
        if (!personal.isEmpty()) {
            json.raw(",\"personal\":{");
            personal.actor().ifPresent(hash -> json.raw("\"actor\":").string(hash));
            json.raw(personal.actor().isPresent() && personal.target().isPresent() ? "," : "");
            personal.target().ifPresent(hash -> json.raw("\"target\":").string(hash));
            json.raw("}");
        }
        requestId.ifPresent(request -> json.raw(",\"requestId\":").string(request));
        if (targetKind.isPresent() || targetId.isPresent()) {
            json.raw(",\"target\":{\"id\":").string(targetId.orElse(""));
            json.raw(",\"kind\":").string(targetKind.orElse("")).raw("}");
        }
        json.raw(",\"workspace\":").string(workspace).raw("}");
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A length that {@link #canonical} does not exceed, known without making it. */
    int longestCanonical() {
        int characters =
                workspace.length()
                        + actorKind.length()
                        + actorId.length()
                        + action.length()
                        + outcome.length()
                        + length(actedFor)
                        + length(targetKind)
                        + length(targetId)
                        + length(requestId)
                        + length(before)
                        + length(after)
                        + length(metadata);
        return LONGEST_FRAME + LONGEST_CHARACTER * characters;
    }

    private static int length(Optional<String> text) {
        return text.isPresent() ? text.get().length() : 0;
    }

    public Hash leaf() {
        return Hash.leaf(canonical());
    }
}
