package dev.sentinel.risk.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sentinel.risk.feature.FeatureSchema;
import dev.sentinel.risk.feature.FeatureVector;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScoringModelTest {
    private final ScoringModel model =
            ScoringModel.load(TestBoosters.file("v1"), TestBoosters.SCHEMA);

    @Test
    void addsTheLeavesThatARowReaches() {
        assertThat(model.margin(new float[] {50, 1, 0})).isEqualTo(-1.25f);
        assertThat(model.margin(new float[] {50, 3, 1})).isEqualTo(0.25f);
        assertThat(model.margin(new float[] {500, 0, 1})).isEqualTo(1.75f);
    }

    @Test
    void aValueEqualToTheThresholdGoesRight() {
        assertThat(model.margin(new float[] {100, 0, 0})).isEqualTo(0.75f);
        assertThat(model.margin(new float[] {Math.nextDown(100f), 0, 0})).isEqualTo(-1.25f);
    }

    @Test
    void aMissingValueTakesTheDefaultDirection() {
        assertThat(model.margin(new float[] {Float.NaN, 0, 0})).isEqualTo(-1.25f);
        assertThat(model.margin(new float[] {50, Float.NaN, 0})).isEqualTo(-0.75f);
        assertThat(model.margin(new float[] {50, 0, Float.NaN})).isEqualTo(-0.25f);
    }

    @Test
    void turnsLogOddsIntoProbability() {
        assertThat(ScoringModel.probability(0)).isEqualTo(0.5);
        assertThat(model.probability(new float[] {500, 0, 1})).isCloseTo(0.8519528, within(1e-7));
        assertThat(ScoringModel.probability(-200f)).isBetween(0.0, 1e-80);
    }

    @Test
    void refusesRowsAndVectorsOfAnotherShape() {
        FeatureSchema other = new FeatureSchema("test-2", List.of("a", "b", "c"), "none");

        assertThatThrownBy(() -> model.margin(new float[2]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> model.margin(new FeatureVector(other, new float[3])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("test-2");
        assertThatThrownBy(() -> ScoringModel.load(TestBoosters.file("v1"), other))
                .isInstanceOf(ModelRefused.class)
                .hasMessageContaining("test-2");
    }

    @Test
    void refusesAModelThatMissesItsExpectedMargins() {
        ModelFile off = TestBoosters.file("v1", TestBoosters.small(), -1.24999f);

        assertThatThrownBy(() -> ScoringModel.load(off, TestBoosters.SCHEMA))
                .isInstanceOf(ModelRefused.class)
                .hasMessageContaining("expected margins");
        ModelFile unknown = TestBoosters.file("v1", TestBoosters.small(), Float.NaN);
        assertThatThrownBy(() -> ScoringModel.load(unknown, TestBoosters.SCHEMA))
                .isInstanceOf(ModelRefused.class);
    }
}
