package dev.sentinel.risk;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Score requests as the contract shows them, open to change. */
public final class TestRequests {
    private TestRequests() {}

    /** The contract's example (§3.3), with its document. */
    public static Map<String, Object> example() {
        Map<String, Object> request = payment("m2txn_260605_001", "user_1088", 84250);
        request.put(
                "kyc_refs",
                new ArrayList<>(
                        List.of(
                                new LinkedHashMap<>(
                                        Map.of(
                                                "entity_id", "user_1088",
                                                "doc_hash", "doc_kyc_001",
                                                "doc_s3_url",
                                                        "s3://sentra-kyc-docs/manual/example.txt",
                                                "text_blob", "ownership is unclear")))));
        return request;
    }

    /** The example's payment with another id, sender and amount, and no documents. */
    public static Map<String, Object> payment(String txId, String sender, Object amount) {
        Map<String, Object> transaction = new LinkedHashMap<>();
        transaction.put("tx_id", txId);
        transaction.put("created_at", "2026-06-05T10:00:00Z");
        transaction.put("amount", amount);
        transaction.put("currency", "BRL");
        transaction.put("direction", "pay_out");
        transaction.put("channel", "bank_transfer");
        transaction.put("psp", "airwallex");
        transaction.put("route_id", "route_latam_220");
        transaction.put("status", "completed");
        transaction.put("status_reason", "approved");
        transaction.put("fee_total", 684.5);
        transaction.put("fx_rate", 1);
        Map<String, Object> entities = new LinkedHashMap<>();
        entities.put("user_id", sender);
        entities.put("merchant_id", "merchant_9001");
        entities.put("sender_entity_id", sender);
        entities.put("receiver_entity_id", "merchant_9001");
        entities.put("sender_country", "BR");
        entities.put("receiver_country", "MX");
        entities.put("ip_hash", "ip_112233");
        entities.put("device_id_hash", "dev_445566");
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("transaction", transaction);
        request.put("entities", entities);
        return request;
    }

    /** The same with one field of a nested object replaced; null removes it. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> with(
            Map<String, Object> request, String object, String field, @Nullable Object value) {
        Map<String, Object> nested = (Map<String, Object>) request.get(object);
        if (nested == null) {
            throw new IllegalArgumentException("the request has no " + object);
        }
        if (value == null) {
            nested.remove(field);
        } else {
            nested.put(field, value);
        }
        return request;
    }
}
