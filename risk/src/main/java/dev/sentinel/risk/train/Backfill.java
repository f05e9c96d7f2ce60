package dev.sentinel.risk.train;

import dev.sentinel.risk.feature.FeatureConfig;
import dev.sentinel.risk.feature.FeatureVector;
import dev.sentinel.risk.feature.Features;
import dev.sentinel.risk.feature.LabelEvent;
import dev.sentinel.risk.feature.PaymentEvent;
import dev.sentinel.risk.train.TrainingProgress.Phase;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Walks history once, in the order in which it was lived: each payment gets the features of its own
 * moment, and each label counts from the moment it arrived. What online scoring would have seen is
 * what the examples hold, because the same engine computes both.
 */
final class Backfill {
    private static final int PROGRESS_STEP = 10_000;

    private final TrainingPlan plan;
    private final TrainingProgress progress;
    private final Features features;
    private final PriorityQueue<LabelEvent> onTheWay =
            new PriorityQueue<>(Comparator.comparing(LabelEvent::labelledAt));
    // Cards that are known to be compromised, and since when; blocked cards are no test of a model.
    private final Map<String, Instant> compromised = new HashMap<>();
    private final Examples training;
    private final Examples test;
    private Instant now = Instant.MIN;
    private long payments;

    Backfill(FeatureConfig config, TrainingPlan plan, TrainingProgress progress) {
        this.plan = plan;
        this.progress = progress;
        this.features = new Features(config);
        this.training = new Examples(features.schema().size());
        this.test = new Examples(features.schema().size());
    }

    /** Takes payments in the order of their times up to the end of the test window. */
    void run(Iterator<LabelledPayment> history) {
        while (history.hasNext()) {
            LabelledPayment next = history.next();
            if (!next.payment().at().isBefore(plan.testTo())) {
                break;
            }
            take(next);
        }
        progress.reached(Phase.FEATURES, payments, payments);
    }

    Features features() {
        return features;
    }

    Examples training() {
        return training;
    }

    Examples test() {
        return test;
    }

    private void take(LabelledPayment next) {
        PaymentEvent payment = next.payment();
        if (payment.at().isBefore(now)) {
            throw new IllegalArgumentException(
                    "history must be in order of time: " + payment.at() + " comes after " + now);
        }
        now = payment.at();
        labelsUntil(now);
        FeatureVector vector = features.admit(payment).vector();
        next.label().ifPresent(label -> keep(payment, vector, label));
        if (++payments % PROGRESS_STEP == 0) {
            progress.reached(Phase.FEATURES, payments, -1);
        }
    }

    private void labelsUntil(Instant moment) {
        while (!onTheWay.isEmpty() && !onTheWay.peek().labelledAt().isAfter(moment)) {
            LabelEvent label = onTheWay.remove();
            features.label(label);
            if (!label.paymentAt().isBefore(plan.trainFrom())) {
                compromised.putIfAbsent(label.sender(), label.labelledAt());
            }
        }
    }

    private void keep(PaymentEvent payment, FeatureVector vector, LabelEvent label) {
        if (label.positive()) {
            onTheWay.add(label);
        }
        boolean learnable = !label.labelledAt().isAfter(plan.testFrom());
        if (within(payment.at(), plan.trainFrom(), plan.trainTo()) && learnable) {
            training.add(payment, vector, label.positive());
        }
        if (within(payment.at(), plan.testFrom(), plan.testTo()) && !blocked(payment)) {
            test.add(payment, vector, label.positive());
        }
    }

    /**
     * Cards are blocked at the midnight (UTC) after their first fraud of this plan became known.
     */
    private boolean blocked(PaymentEvent payment) {
        Instant since = compromised.get(payment.sender());
        return since != null && !since.isAfter(midnight(payment.at()));
    }

    private static Instant midnight(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC)
                .toLocalDate()
                .atStartOfDay()
                .toInstant(ZoneOffset.UTC);
    }

    private static boolean within(Instant moment, Instant from, Instant to) {
        return !moment.isBefore(from) && moment.isBefore(to);
    }
}
