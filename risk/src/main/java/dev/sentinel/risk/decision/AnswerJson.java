package dev.sentinel.risk.decision;

import java.util.LinkedHashMap;
import java.util.Map;

/** The answer in the contract's exact shape and order (§3.3). */
public final class AnswerJson {
    private AnswerJson() {}

    /** A new map; the caller may add to it. */
    public static Map<String, Object> of(Answer answer) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("risk_score", answer.score());
        json.put("decision", answer.decision().name());
        json.put("reasons", answer.reasons());
        json.put("evidence", answer.evidence());
        json.put("model_version", answer.modelVersion());
        json.put("llm_version", answer.llmVersion());
        json.put("request_id", answer.requestId());
        json.put("latency_ms", answer.latencyMillis());
        json.put("llm_status", answer.llmStatus().wire());
        return json;
    }
}
