package dev.sentinel.risk.payment;

import java.util.Optional;

/** Who takes part in a payment (contract §3.1). Countries are two upper-case letters. */
public record Parties(
        String senderEntityId,
        String receiverEntityId,
        String senderCountry,
        String receiverCountry,
        Optional<String> userId,
        Optional<String> merchantId,
        Optional<String> ipHash,
        Optional<String> deviceIdHash) {

    /** True when money leaves the sender's country. */
    public boolean crossBorder() {
        return !senderCountry.equals(receiverCountry);
    }

    /** The corridor as evidence quotes it: {@code BR->MX} (contract §3.3). */
    public String corridor() {
        return senderCountry + "->" + receiverCountry;
    }
}
