package dev.sentinel.risk;

import dev.sentinel.risk.feature.Channel;
import dev.sentinel.risk.feature.Currency;
import dev.sentinel.risk.feature.Direction;
import dev.sentinel.risk.feature.FeatureConfig;
import dev.sentinel.risk.feature.LabelEvent;
import dev.sentinel.risk.feature.PaymentEvent;
import dev.sentinel.risk.feature.PaymentStatus;
import dev.sentinel.risk.feature.Psp;
import dev.sentinel.risk.model.ModelFile;
import dev.sentinel.risk.train.BoostParameters;
import dev.sentinel.risk.train.LabelledPayment;
import dev.sentinel.risk.train.TrainOutcome;
import dev.sentinel.risk.train.Trainer;
import dev.sentinel.risk.train.TrainingPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;

/** A model trained for tests on a small world in which payments above 5,000 dollars are frauds. */
public final class TestModels {
    public static final FeatureConfig FEATURES =
            new FeatureConfig(Duration.ofDays(7), 4, 10_000, 100_000);
    public static final String VERSION = "sentra-score-xgb-v0.test";

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int PAYMENTS = 3_000;

    private TestModels() {}

    /** The same model on every call, under this version. */
    public static ModelFile largeAmountsAreFraud(String version) {
        TrainingPlan plan =
                new TrainingPlan(
                        version,
                        START,
                        START.plus(Duration.ofDays(60)),
                        START.plus(Duration.ofDays(80)),
                        START.plus(Duration.ofDays(80)),
                        BoostParameters.standard().withRounds(60));
        TrainOutcome outcome =
                new Trainer(FEATURES).train(history().iterator(), plan, (_, _, _) -> {});
        return switch (outcome) {
            case TrainOutcome.Trained(var model) -> model;
            case TrainOutcome.TooFewLabels few -> throw new AssertionError(few.toString());
        };
    }

    private static List<LabelledPayment> history() {
        Random random = new Random(7);
        List<LabelledPayment> history = new ArrayList<>();
        for (int i = 0; i < PAYMENTS; i++) {
            boolean fraud = random.nextInt(10) == 0;
            double amount = fraud ? 5_000 + random.nextInt(90_000) : 5 + random.nextInt(400);
            Instant at = START.plus(Duration.ofMinutes(20L * i));
            PaymentEvent payment = payment(i, at, amount, random);
            LabelEvent label = LabelEvent.of(payment, fraud, at.plus(Duration.ofDays(7)));
            history.add(new LabelledPayment(payment, Optional.of(label)));
        }
        return history;
    }

    private static PaymentEvent payment(int i, Instant at, double amount, Random random) {
        String merchant = "shop_" + random.nextInt(20);
        return new PaymentEvent(
                "tx_" + i,
                at,
                amount,
                Currency.USD,
                Direction.PAY_IN,
                Channel.CARD,
                Psp.STRIPE,
                PaymentStatus.COMPLETED,
                "alice_" + random.nextInt(100),
                merchant,
                "US",
                "US",
                Optional.of(merchant),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "route_us",
                0,
                OptionalDouble.empty());
    }
}
