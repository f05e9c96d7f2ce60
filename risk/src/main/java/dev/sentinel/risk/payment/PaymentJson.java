package dev.sentinel.risk.payment;

import java.util.LinkedHashMap;
import java.util.Map;

/** A payment in the words of the score contract (§3.1). */
public final class PaymentJson {
    private PaymentJson() {}

    /** The {@code transaction} of a score request. */
    public static Map<String, Object> transaction(Payment payment) {
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

    /** The {@code entities} of a score request. */
    public static Map<String, Object> entities(Parties parties) {
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
}
