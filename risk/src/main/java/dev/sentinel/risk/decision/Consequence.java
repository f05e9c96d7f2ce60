package dev.sentinel.risk.decision;

import dev.sentinel.base.sql.Tx;
import dev.sentinel.risk.config.Decision;
import dev.sentinel.risk.payment.PaymentKey;
import java.time.Instant;
import java.util.List;

/** What follows from decisions in the very transaction that stores them, such as a case. */
@FunctionalInterface
public interface Consequence {
    void follow(Tx tx, List<Decided> decided);

    /** A decision on a payment that was not known before. */
    record Decided(PaymentKey payment, Decision decision, Instant at) {}
}
