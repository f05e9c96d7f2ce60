package dev.sentinel.risk.payment;

import dev.sentinel.risk.feature.PaymentEvent;
import java.time.Instant;

/** A payment as it stands in the store of one workspace. */
public record StoredPayment(
        String workspace,
        Payment payment,
        Parties parties,
        Fingerprint fingerprint,
        Instant receivedAt) {

    /** The payment as the features see it. */
    public PaymentEvent event() {
        return Events.of(workspace, payment, parties);
    }
}
