package dev.sentinel.risk.train;

import dev.sentinel.risk.feature.LabelEvent;
import dev.sentinel.risk.feature.PaymentEvent;
import dev.sentinel.risk.feature.TestPayments;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Six weeks of a town where stolen cards pay five times the usual, from devices with many cards.
 */
final class TestHistory {
    static final Instant START = TestPayments.NOON;
    private static final Duration SPAN = Duration.ofDays(42);

    private TestHistory() {}

    static List<LabelledPayment> town(int count, long seed) {
        Random random = new Random(seed);
        List<LabelledPayment> history = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Instant at = START.plus(SPAN.multipliedBy(i).dividedBy(count));
            int customer = random.nextInt(80);
            boolean fraud = random.nextInt(25) == 0;
            double usual = 20 + customer;
            double amount = usual * (0.5 + random.nextDouble()) * (fraud ? 5 : 1);
            String device = fraud ? "device-stolen-" + random.nextInt(3) : "device-" + customer;
            PaymentEvent payment =
                    TestPayments.payment(
                            "tx-" + i,
                            at,
                            "customer-" + customer,
                            "shop-" + random.nextInt(20),
                            amount,
                            Optional.of(device),
                            Optional.empty());
            Instant labelledAt = at.plus(Duration.ofDays(7));
            history.add(
                    new LabelledPayment(
                            payment, Optional.of(LabelEvent.of(payment, fraud, labelledAt))));
        }
        return history;
    }

    static TrainingPlan plan(String version) {
        return new TrainingPlan(
                version,
                START.plus(Duration.ofDays(14)),
                START.plus(Duration.ofDays(28)),
                START.plus(Duration.ofDays(35)),
                START.plus(SPAN),
                new BoostParameters(30, 6, 0.3, 1, 1, 0.8, 0.8, 1, 7));
    }
}
