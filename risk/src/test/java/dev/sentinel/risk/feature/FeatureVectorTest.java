package dev.sentinel.risk.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FeatureVectorTest {
    private static final FeatureSchema SCHEMA =
            new FeatureSchema("test-1", List.of("amount", "count"), "none");

    @Test
    void hashChangesWithASingleBit() {
        FeatureVector vector = new FeatureVector(SCHEMA, new float[] {1, 2});
        FeatureVector nearly = new FeatureVector(SCHEMA, new float[] {1, Math.nextUp(2f)});

        assertThat(vector.hash()).hasSize(64).isNotEqualTo(nearly.hash());
        assertThat(vector.hash()).isEqualTo(new FeatureVector(SCHEMA, new float[] {1, 2}).hash());
    }

    @Test
    void hashChangesWithTheSchema() {
        FeatureSchema renamed = new FeatureSchema("test-1", List.of("amount", "counts"), "none");

        assertThat(new FeatureVector(renamed, new float[] {1, 2}).hash())
                .isNotEqualTo(new FeatureVector(SCHEMA, new float[] {1, 2}).hash());
    }

    @Test
    void overridesReplaceNamedValuesOnly() {
        FeatureVector vector = new FeatureVector(SCHEMA, new float[] {1, 2});

        FeatureVector overridden = vector.with(Map.of("count", 7.5));

        assertThat(overridden.values()).containsExactly(1, 7.5f);
        assertThat(vector.values()).containsExactly(1, 2);
        assertThatThrownBy(() -> vector.with(Map.of("colour", 1.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("colour");
    }

    @Test
    void refusesAnotherLengthThanTheSchema() {
        assertThatThrownBy(() -> new FeatureVector(SCHEMA, new float[3]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nobodyCanChangeAVectorFromOutside() {
        float[] mine = {1, 2};
        FeatureVector vector = new FeatureVector(SCHEMA, mine);
        mine[0] = 9;
        vector.values()[1] = 9;

        assertThat(vector.values()).containsExactly(1, 2);
    }
}
