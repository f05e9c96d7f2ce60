package dev.sentinel.risk.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Checked against the definition: the mean marginal effect over every order of the features. */
final class TreeShapTest {
    private static final int FEATURES = 4;

    @Test
    void explainsTheSmallBoosterAsByHand() {
        Forest forest = BoosterJson.forest(TestBoosters.file("v1").booster(), TestBoosters.SCHEMA);

        double[] effects = TreeShap.explain(forest, new float[] {50, 1, 1});

        // Tree two alone: 0.75 where 0.7 * -0.25 + 0.3 * 0.75 was expected.
        assertThat(effects[2]).isCloseTo(0.75 - 0.05, within(1e-12));
        assertThat(effects[3]).isCloseTo(-0.5 + 0.05, within(1e-12));
        assertThat(effects[0] + effects[1] + effects[2] + effects[3])
                .isCloseTo(-0.25, within(1e-12));
    }

    @Test
    void equalsTheDefinitionOnRandomTrees() {
        Random random = new Random(11);
        for (int round = 0; round < 200; round++) {
            Forest forest = randomForest(random);
            float[] row = new float[FEATURES];
            for (int i = 0; i < FEATURES; i++) {
                row[i] = random.nextInt(6) == 0 ? Float.NaN : random.nextFloat();
            }
            double[] effects = TreeShap.explain(forest, row);
            double sum = effects[FEATURES];
            for (int feature = 0; feature < FEATURES; feature++) {
                assertThat(effects[feature])
                        .isCloseTo(byDefinition(forest, row, feature), within(1e-9));
                sum += effects[feature];
            }
            assertThat(sum).isCloseTo(forest.margin(row), within(1e-5));
        }
    }

    /**
     * Two complete trees of depth three, in which a feature may split several times on one path.
     */
    private static Forest randomForest(Random random) {
        int inner = 7;
        int nodes = 15;
        int[] split = new int[2 * nodes];
        float[] value = new float[2 * nodes];
        int[] left = new int[2 * nodes];
        float[] cover = new float[2 * nodes];
        for (int tree = 0; tree < 2; tree++) {
            int root = tree * nodes;
            for (int node = nodes - 1; node >= 0; node--) {
                boolean leaf = node >= inner;
                left[root + node] = leaf ? Forest.LEAF : root + 2 * node + 1;
                split[root + node] =
                        random.nextInt(FEATURES) | (random.nextBoolean() ? Forest.DEFAULT_LEFT : 0);
                value[root + node] = leaf ? (float) random.nextGaussian() : random.nextFloat();
                cover[root + node] =
                        leaf
                                ? 1 + random.nextInt(9)
                                : cover[root + 2 * node + 1] + cover[root + 2 * node + 2];
            }
        }
        return new Forest(0.3f, FEATURES, new int[] {0, nodes}, split, value, left, cover, 3);
    }

    private static double byDefinition(Forest forest, float[] row, int feature) {
        double sum = 0;
        for (int known = 0; known < 1 << FEATURES; known++) {
            if ((known & (1 << feature)) != 0) {
                continue;
            }
            int size = Integer.bitCount(known);
            double orders = factorial(size) * factorial(FEATURES - size - 1) / factorial(FEATURES);
            sum +=
                    orders
                            * (expected(forest, row, known | (1 << feature))
                                    - expected(forest, row, known));
        }
        return sum;
    }

    private static double expected(Forest forest, float[] row, int known) {
        double sum = 0;
        for (int tree = 0; tree < forest.trees(); tree++) {
            sum += expected(forest, forest.root(tree), row, known);
        }
        return sum;
    }

    private static double expected(Forest forest, int node, float[] row, int known) {
        if (forest.isLeaf(node)) {
            return forest.value(node);
        }
        if ((known & (1 << forest.feature(node))) != 0) {
            return expected(forest, forest.next(node, row), row, known);
        }
        int left = forest.left(node);
        return (forest.cover(left) * expected(forest, left, row, known)
                        + forest.cover(left + 1) * expected(forest, left + 1, row, known))
                / (forest.cover(left) + forest.cover(left + 1));
    }

    private static double factorial(int n) {
        return n <= 1 ? 1 : n * factorial(n - 1);
    }
}
