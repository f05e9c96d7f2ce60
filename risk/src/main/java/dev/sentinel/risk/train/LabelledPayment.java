package dev.sentinel.risk.train;

import dev.sentinel.risk.feature.LabelEvent;
import dev.sentinel.risk.feature.PaymentEvent;
import java.util.Optional;

/**
 * A payment of the past and what became known of it.
 *
 * @param label the truth by the rule of risk contract 7, empty if nobody knows it: such a payment
 *     is history for others but no example
 */
public record LabelledPayment(PaymentEvent payment, Optional<LabelEvent> label) {}
