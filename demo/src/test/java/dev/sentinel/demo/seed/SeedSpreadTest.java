package dev.sentinel.demo.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.demo.payments.GeneratedPayment;
import dev.sentinel.demo.payments.PaymentGenerator;
import dev.sentinel.risk.config.Decision;
import dev.sentinel.risk.config.Thresholds;
import dev.sentinel.risk.decision.Decider;
import dev.sentinel.risk.feature.FeatureConfig;
import dev.sentinel.risk.feature.Features;
import dev.sentinel.risk.feature.LabelEvent;
import dev.sentinel.risk.model.ScoringModel;
import dev.sentinel.risk.train.TrainOutcome;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A demo in which everything is either harmless or blocked leaves an analyst nothing to do. */
final class SeedSpreadTest {
    private static final Instant END = Instant.parse("2026-06-05T09:00:00Z");

    @Test
    void theSmallSeedsModelDoubtsAsWellAsBlocks() {
        SeedPlan plan = SeedPlan.small();
        Instant present = END.minus(plan.scored());
        List<GeneratedPayment> payments = new PaymentGenerator(plan.world().apply(END)).generate();
        List<GeneratedPayment> past =
                payments.stream().filter(made -> made.payment().at().isBefore(present)).toList();
        TrainOutcome.Trained trained =
                (TrainOutcome.Trained) Seeding.trained(plan, past, present, (_, _, _) -> {});

        Map<Decision, Integer> decisions = new EnumMap<>(Decision.class);
        Features features = new Features(FeatureConfig.standard());
        ScoringModel model = ScoringModel.load(trained.model(), features.schema());
        past.forEach(made -> features.observe(made.payment()));
        past.stream()
                .filter(made -> made.fraud().isPresent() && !made.labelledAt().isAfter(present))
                .forEach(made ->
                        features.label(LabelEvent.of(made.payment(), true, made.labelledAt())));
        for (GeneratedPayment made : payments.subList(past.size(), payments.size())) {
            int score = Decider.score(model.probability(features.compute(made.payment())));
            features.observe(made.payment());
            decisions.merge(Thresholds.DEFAULT.decide(score), 1, Integer::sum);
        }

        assertThat(trained.model().sortedMetrics().get("auc")).isGreaterThan(0.9);
        assertThat(decisions.get(Decision.PASS)).isGreaterThan(700);
        for (Decision doubt : List.of(Decision.REVIEW, Decision.HOLD, Decision.BLOCK)) {
            assertThat(decisions.getOrDefault(doubt, 0))
                    .as("%s among %s", doubt, decisions)
                    .isBetween(2, 60);
        }
    }
}
