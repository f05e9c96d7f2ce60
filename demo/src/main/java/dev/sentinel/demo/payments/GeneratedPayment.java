package dev.sentinel.demo.payments;

import dev.sentinel.risk.feature.PaymentEvent;
import java.time.Instant;
import java.util.Optional;

/**
 * A payment and the truth about it.
 *
 * @param fraud the scenario it belongs to; empty when it is genuine
 * @param labelledAt when the truth becomes known: disputes take days
 */
public record GeneratedPayment(
        PaymentEvent payment, Optional<FraudScenario> fraud, Instant labelledAt) {}
