package dev.sentinel.risk.casework;

import dev.sentinel.risk.decision.AnswerJson;
import dev.sentinel.risk.decision.StoredScore;
import dev.sentinel.risk.feedback.StoredLabel;
import dev.sentinel.risk.payment.Parties;
import dev.sentinel.risk.payment.Payment;
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
        json.put("transaction", of(dossier.payment().payment()));
        json.put("entities", of(dossier.payment().parties()));
        json.put("received_at", dossier.payment().receivedAt().toString());
        json.put("scores", dossier.scores().stream().map(CaseJson::of).toList());
        json.put("labels", dossier.labels().stream().map(CaseJson::of).toList());
        return json;
    }

    private static Map<String, Object> of(Payment payment) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("tx_id", payment.txId());
        json.put("created_at", payment.createdAt().toString());
        json.put("amount", payment.amount());
        json.put("currency", payment.currency().wire());
        json.put("direction", payment.direction().wire());
        json.put("channel", payment.channel().wire());
        json.put("psp", payment.psp().wire());
        json.put("route_id", payment.routeId());
        json.put("status", payment.status().wire());
        json.put("status_reason", payment.statusReason());
        json.put("fee_total", payment.feeTotal());
        payment.fxRate().ifPresent(rate -> json.put("fx_rate", rate));
        return json;
    }

    private static Map<String, Object> of(Parties parties) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("sender_entity_id", parties.senderEntityId());
        json.put("receiver_entity_id", parties.receiverEntityId());
        json.put("sender_country", parties.senderCountry());
        json.put("receiver_country", parties.receiverCountry());
        parties.userId().ifPresent(id -> json.put("user_id", id));
        parties.merchantId().ifPresent(id -> json.put("merchant_id", id));
        parties.ipHash().ifPresent(hash -> json.put("ip_hash", hash));
        parties.deviceIdHash().ifPresent(hash -> json.put("device_id_hash", hash));
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
