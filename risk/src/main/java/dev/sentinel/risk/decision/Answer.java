package dev.sentinel.risk.decision;

import dev.sentinel.risk.config.Decision;
import java.util.List;

/**
 * What a score request is answered with (contract §3.3).
 *
 * @param score 0 to 1000
 * @param latencyMillis from the request's arrival until its decision was handed to the store;
 *     stored with the decision, so a repeated request is answered with the very same
 */
public record Answer(
        int score,
        Decision decision,
        List<String> reasons,
        List<Evidence> evidence,
        String modelVersion,
        String llmVersion,
        String requestId,
        int latencyMillis,
        LlmStatus llmStatus) {

    public Answer {
        reasons = List.copyOf(reasons);
        evidence = List.copyOf(evidence);
    }
}
