package dev.sentinel.demo.seed;

import dev.sentinel.demo.payments.GeneratedPayment;
import dev.sentinel.risk.feature.PaymentEvent;
import dev.sentinel.risk.feature.PaymentStatus;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Payments in the words of the risk contract. */
final class PaymentJson {
    private PaymentJson() {}

    /** The body of a score request (risk contract 3.1). */
    static Map<String, Object> scoreRequest(PaymentEvent payment) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("transaction", transaction(payment));
        body.put("entities", entities(payment));
        return body;
    }

    /** A line of an upload; a fraud that was known by then carries its label. */
    static Map<String, Object> historyLine(GeneratedPayment made, Instant knownBy) {
        Map<String, Object> line = scoreRequest(made.payment());
        if (made.fraud().isPresent() && !made.labelledAt().isAfter(knownBy)) {
            Map<String, Object> label = new LinkedHashMap<>();
            label.put("label_type", "chargeback");
            label.put("label_value", 1);
            label.put("source", "partner");
            label.put("labeled_at", made.labelledAt().toString());
            line.put("label", label);
        }
        return line;
    }

    /** What an analyst found out (risk contract 7). */
    static Map<String, Object> verdict(GeneratedPayment made) {
        boolean fraud = made.fraud().isPresent();
        Map<String, Object> label = new LinkedHashMap<>();
        label.put("tx_id", made.payment().txId());
        label.put("label_type", fraud ? "fraud" : "false_positive");
        label.put("label_value", fraud ? 1 : 0);
        label.put("source", "manual");
        label.put(
                "note",
                fraud
                        ? "the customer did not make this payment"
                        : "the customer confirms this payment");
        return label;
    }

    private static Map<String, Object> transaction(PaymentEvent payment) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("tx_id", payment.txId());
        json.put("created_at", payment.at().toString());
        json.put("amount", BigDecimal.valueOf(payment.amount()));
        json.put("currency", payment.currency().wire());
        json.put("direction", payment.direction().wire());
        json.put("channel", payment.channel().wire());
        json.put("psp", payment.psp().wire());
        json.put("route_id", payment.routeId());
        json.put("status", payment.status().wire());
        json.put("status_reason", reason(payment.status()));
        json.put("fee_total", BigDecimal.valueOf(payment.fee()));
        payment.fx().ifPresent(rate -> json.put("fx_rate", BigDecimal.valueOf(rate)));
        return json;
    }

    private static Map<String, Object> entities(PaymentEvent payment) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("sender_entity_id", payment.sender());
        json.put("receiver_entity_id", payment.receiver());
        json.put("sender_country", payment.senderCountry());
        json.put("receiver_country", payment.receiverCountry());
        payment.user().ifPresent(id -> json.put("user_id", id));
        payment.merchant().ifPresent(id -> json.put("merchant_id", id));
        payment.ip().ifPresent(hash -> json.put("ip_hash", hash));
        payment.device().ifPresent(hash -> json.put("device_id_hash", hash));
        return json;
    }

    private static String reason(PaymentStatus status) {
        return switch (status) {
            case COMPLETED, SUCCESS, APPROVED -> "approved";
            case PENDING -> "awaiting settlement";
            case FAILED -> "declined by issuer";
            case ERROR -> "gateway error";
            case REFUNDED -> "refunded on request";
        };
    }
}
