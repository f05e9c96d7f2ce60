package dev.sentinel.risk.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The lowest score of each decision (contract §4.1, §4.2), 1 to 1000, {@code review < hold <
 * block}, and the prompt version that lives in the same object.
 */
public record Thresholds(int block, int hold, int review, String promptVersion) {

    /** The contract's defaults, in force until an administrator sets others. */
    public static final Thresholds DEFAULT = new Thresholds(850, 700, 500, "sentra-llm-v0.1");

    public Thresholds {
        if (review < 1 || review >= hold || hold >= block || block > 1000) {
            throw new IllegalArgumentException(
                    "1 <= review (%d) < hold (%d) < block (%d) <= 1000"
                            .formatted(review, hold, block));
        }
    }

    /** The contract's object (§4.2), keys in its order. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("block_threshold", block);
        fields.put("hold_threshold", hold);
        fields.put("review_threshold", review);
        fields.put("prompt_version", promptVersion);
        return fields;
    }

    /** Reads what {@link #fields} wrote. */
    public static Thresholds of(JsonNode stored) {
        return new Thresholds(
                stored.required("block_threshold").intValue(),
                stored.required("hold_threshold").intValue(),
                stored.required("review_threshold").intValue(),
                stored.required("prompt_version").textValue());
    }

    /** First match from the top, all comparisons {@code >=} (contract §4.1). */
    public Decision decide(int score) {
        if (score >= block) {
            return Decision.BLOCK;
        }
        if (score >= hold) {
            return Decision.HOLD;
        }
        if (score >= review) {
            return Decision.REVIEW;
        }
        return Decision.PASS;
    }
}
