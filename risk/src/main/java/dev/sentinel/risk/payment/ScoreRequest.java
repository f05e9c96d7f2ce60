package dev.sentinel.risk.payment;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A whole score request (contract §3.1).
 *
 * @param featureOverrides values that the platform measured itself, by feature name
 */
public record ScoreRequest(
        Payment payment,
        Parties parties,
        List<KycRef> kycRefs,
        SortedMap<String, BigDecimal> featureOverrides) {

    public ScoreRequest {
        kycRefs = List.copyOf(kycRefs);
        featureOverrides = Collections.unmodifiableSortedMap(new TreeMap<>(featureOverrides));
    }

    /** A payment with neither documents nor overrides, as history has them. */
    public static ScoreRequest plain(Payment payment, Parties parties) {
        return new ScoreRequest(payment, parties, List.of(), new TreeMap<>(Map.of()));
    }

    /** What a repeated {@code tx_id} is compared by. */
    public Fingerprint fingerprint() {
        return Fingerprint.of(this);
    }
}
