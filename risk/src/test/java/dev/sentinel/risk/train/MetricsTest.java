package dev.sentinel.risk.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class MetricsTest {
    private static final boolean F = true;
    private static final boolean H = false;

    @Test
    void aucIsTheShareOfPairsInTheRightOrder() {
        float[] scores = {0.9f, 0.8f, 0.7f, 0.6f};

        assertThat(Metrics.auc(scores, new boolean[] {F, F, H, H})).isEqualTo(1);
        assertThat(Metrics.auc(scores, new boolean[] {H, H, F, F})).isZero();
        assertThat(Metrics.auc(scores, new boolean[] {F, H, F, H})).isEqualTo(0.75);
    }

    @Test
    void aucCountsTiesAsHalf() {
        assertThat(Metrics.auc(new float[] {1, 1, 1}, new boolean[] {F, H, H})).isEqualTo(0.5);
        assertThat(Metrics.auc(new float[] {2, 1, 1, 0}, new boolean[] {F, F, H, H}))
                .isEqualTo(0.875);
    }

    @Test
    void aucAgreesWithCountingPairsOneByOne() {
        Random random = new Random(3);
        float[] scores = new float[300];
        boolean[] frauds = new boolean[300];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = random.nextInt(40);
            frauds[i] = random.nextInt(5) == 0;
        }
        double right = 0;
        double pairs = 0;
        for (int i = 0; i < 300; i++) {
            for (int j = 0; j < 300; j++) {
                if (frauds[i] && !frauds[j]) {
                    pairs++;
                    right += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                }
            }
        }
        assertThat(Metrics.auc(scores, frauds)).isCloseTo(right / pairs, within(1e-12));
    }

    @Test
    void metricsWithoutFraudsAreNotNumbers() {
        assertThat(Metrics.auc(new float[] {1, 2}, new boolean[] {H, H})).isNaN();
        assertThat(Metrics.averagePrecision(new float[] {1, 2}, new boolean[] {H, H})).isNaN();
    }

    @Test
    void averagePrecisionIsTheMeanPrecisionAtEachFraud() {
        float[] scores = {0.9f, 0.8f, 0.7f, 0.6f};

        assertThat(Metrics.averagePrecision(scores, new boolean[] {F, H, F, H}))
                .isCloseTo((1 + 2 / 3.0) / 2, within(1e-12));
        // The example in scikit-learn's manual of average_precision_score: 0.83.
        assertThat(
                        Metrics.averagePrecision(
                                new float[] {0.1f, 0.4f, 0.35f, 0.8f}, new boolean[] {H, H, F, F}))
                .isCloseTo(0.8333333, within(1e-6));
    }

    @Test
    void averagePrecisionTreatsATieAsOneStep() {
        assertThat(Metrics.averagePrecision(new float[] {1, 1, 1, 1}, new boolean[] {F, H, H, H}))
                .isEqualTo(0.25);
    }

    @Test
    void cardPrecisionChecksKCardsADayAndFoundOnesLeave() {
        float[] scores = {0.9f, 0.2f, 0.8f, 0.7f, 0.9f, 0.3f, 0.1f};
        boolean[] frauds = {H, F, F, H, F, F, H};
        long[] days = {1, 1, 1, 1, 2, 2, 2};
        String[] cards = {"a", "a", "b", "c", "b", "d", "e"};

        // Day 1 checks a (compromised by its second payment) and b; day 2 has only d and e left.
        assertThat(Metrics.cardPrecision(scores, frauds, days, cards, 2)).isEqualTo(0.75);
        assertThat(Metrics.cardPrecision(scores, frauds, days, cards, 1)).isEqualTo(1);
    }

    @Test
    void theCeilingIsWhatKnowingTheTruthWouldFind() {
        boolean[] frauds = {F, H, H, H};
        long[] days = {1, 1, 2, 2};
        String[] cards = {"a", "b", "a", "b"};

        assertThat(Metrics.cardPrecisionCeiling(frauds, days, cards, 2)).isEqualTo(0.25);
    }
}
