package dev.sentinel.risk.payment;

import java.time.Instant;

/** A payment on its way into the store. */
public record NewPayment(
        String workspace, ScoreRequest request, Fingerprint fingerprint, Instant receivedAt) {

    /** What the store knows it by. */
    public PaymentKey key() {
        return new PaymentKey(workspace, request.payment().txId());
    }
}
