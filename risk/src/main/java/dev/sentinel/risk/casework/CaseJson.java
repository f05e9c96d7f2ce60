package dev.sentinel.risk.casework;

import dev.sentinel.risk.decision.AnswerJson;
import dev.sentinel.risk.decision.StoredScore;
import dev.sentinel.risk.feedback.StoredLabel;
import dev.sentinel.risk.payment.PaymentJson;
import java.util.LinkedHashMap;
import java.util.Map;

/** Cases and payments as JSON, in the words of the contract where it has them. */
final class CaseJson {
    private CaseJson() {}

    static Map<String, Object> of(QueueEntry entry) {
        Map<String, Object> json = of(entry.reviewCase());
        json.put("amount", entry.amount());
        json.put("currency", entry.currency());
        json.put("risk_score", entry.riskScore());
        json.put("llm_status", entry.llmStatus().wire());
        return json;
    }

    static Map<String, Object> of(ReviewCase reviewCase) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("case_id", reviewCase.id().toString());
        json.put("tx_id", reviewCase.txId());
        json.put("status", reviewCase.status().name());
        json.put("model_decision", reviewCase.modelDecision().name());
        json.put("effective_outcome", reviewCase.effectiveOutcome().name());
        json.put("overridden", reviewCase.finalDecision().isPresent());
        json.put("opened_at", reviewCase.openedAt().toString());
        json.put("updated_at", reviewCase.updatedAt().toString());
        return json;
    }

    static Map<String, Object> of(Dossier dossier) {
        Map<String, Object> json = new LinkedHashMap<>();
        dossier.reviewCase().ifPresent(found -> json.put("case", of(found)));
        json.put("transaction", PaymentJson.transaction(dossier.payment().payment()));
        json.put("entities", PaymentJson.entities(dossier.payment().parties()));
        json.put("received_at", dossier.payment().receivedAt().toString());
        json.put("scores", dossier.scores().stream().map(CaseJson::of).toList());
        json.put("labels", dossier.labels().stream().map(CaseJson::of).toList());
        return json;
    }

    /** The answer as it was given, and the points that it is made of. */
    private static Map<String, Object> of(StoredScore score) {
        Map<String, Object> json = AnswerJson.of(score.answer());
        json.put("scored_at", score.scoredAt().toString());
        json.put("probability", score.probability());
        json.put("base_points", score.basePoints());
        json.put("points", score.points());
        return json;
    }

    private static Map<String, Object> of(StoredLabel label) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("label_type", label.label().type().wire());
        json.put("label_value", label.label().value());
        json.put("source", label.label().source().wire());
        json.put("note", label.label().note());
        json.put("labeled_at", label.label().labeledAt().toString());
        json.put("received_at", label.receivedAt().toString());
        json.put("given_by", label.givenBy());
        return json;
    }
}
