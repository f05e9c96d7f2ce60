package dev.sentinel.risk.decision;

import dev.sentinel.risk.config.Decision;
import dev.sentinel.risk.config.Thresholds;
import dev.sentinel.risk.feature.FeatureVector;
import dev.sentinel.risk.model.ScoringModel;
import dev.sentinel.risk.payment.ScoreRequest;

/** Vector and model to decision: no I/O, no clock, the same on every run and machine. */
public final class Decider {
    private Decider() {}

    /** What came out, before anybody is told. */
    record Verdict(
            double probability,
            int score,
            Decision decision,
            Attribution attribution,
            Explanation explanation) {}

    static Verdict decide(
            ScoreRequest request, FeatureVector vector, ScoringModel model, Thresholds thresholds) {
        double probability = model.probability(vector);
        int score = score(probability);
        Attribution attribution =
                Attribution.of(model.schema(), model.contributions(vector.values()), score);
        return new Verdict(
                probability,
                score,
                thresholds.decide(score),
                attribution,
                Explanation.of(attribution, request, vector));
    }

    /** Probability in thousandths, half up (contract §4.1 leaves the rounding to us). */
    public static int score(double probability) {
        return (int) Math.floor(Math.clamp(probability, 0.0, 1.0) * 1000 + 0.5);
    }
}
