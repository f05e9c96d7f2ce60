package dev.sentinel.risk.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.risk.feature.FeatureSchema;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AttributionTest {
    private static final FeatureSchema SCHEMA =
            new FeatureSchema(
                    "test-1",
                    List.of(
                            "amount_usd",
                            "amount_log",
                            "cross_border",
                            "sender_count_1h",
                            "terminal_fraud_share_7d",
                            "unheard_of"),
                    "");

    @Test
    void pointsAddUpToTheScoreWhateverTheContributions() {
        Random random = new Random(1);
        for (int run = 0; run < 2_000; run++) {
            float[] contributions = new float[SCHEMA.size() + 1];
            double margin = 0;
            for (int i = 0; i < contributions.length; i++) {
                contributions[i] = (float) (random.nextGaussian() * 2);
                margin += contributions[i];
            }
            int score = Decider.score(1 / (1 + Math.exp(-margin)));

            Attribution attribution = Attribution.of(SCHEMA, contributions, score);

            int sum = attribution.families().stream().mapToInt(Attribution.Share::points).sum();
            assertThat(attribution.basePoints() + sum).isEqualTo(score);
        }
    }

    @Test
    void windowsOfOneStoryAreOneFamilyAndKeepTheirSign() {
        Attribution attribution =
                Attribution.of(
                        SCHEMA, new float[] {1, 1, -1, 0, 0.5f, 0, -1}, Decider.score(0.6225));

        assertThat(attribution.families().getFirst().family()).isEqualTo(FeatureFamily.AMOUNT);
        assertThat(attribution.families().getFirst().features()).containsExactly(0, 1);
        assertThat(attribution.families().getLast().family()).isEqualTo(FeatureFamily.CORRIDOR);
        assertThat(attribution.families().getLast().points()).isNegative();
    }

    @Test
    void scoresRoundHalfUp() {
        assertThat(Decider.score(0)).isZero();
        assertThat(Decider.score(0.0005)).isEqualTo(1);
        assertThat(Decider.score(0.0004999)).isZero();
        assertThat(Decider.score(1)).isEqualTo(1000);
    }

    @Test
    void quotesNumbersAsTheContractShowsThem() {
        assertThat(Quotes.of(new BigDecimal("84250.00"))).isEqualTo("84250");
        assertThat(Quotes.of(new BigDecimal("684.50"))).isEqualTo("684.5");
        assertThat(Quotes.of(new BigDecimal("0.000"))).isEqualTo("0");
        assertThat(Quotes.of(12.345678f)).isEqualTo("12.35");
        assertThat(Quotes.of(120000f)).isEqualTo("120000");
        assertThat(Quotes.of(Float.NaN)).isEqualTo("not known");
    }
}
