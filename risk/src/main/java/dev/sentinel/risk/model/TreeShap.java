package dev.sentinel.risk.model;

/**
 * Exact Shapley values of a forest's margin, by the path-dependent TreeSHAP algorithm (Lundberg,
 * Erion and Lee, "Consistent individualized feature attribution for tree ensembles", 2018,
 * algorithm 2). Each feature's value is its mean effect over all orders in which features could
 * have become known, where a feature not yet known follows both branches in proportion to the
 * training cover. Values and bias add up to the margin.
 *
 * <p>One instance explains one row: it holds the working memory of the walk.
 */
final class TreeShap {
    private final Forest forest;
    private final float[] row;
    private final double[] effects;

    // The features met on the way down, once each. A node of depth d works on its own copy of the
    // path, which begins at offset d * (d + 1) / 2.
    private final int[] feature;
    private final double[] whenUnknown;
    private final double[] whenKnown;
    private final double[] weight;

    private TreeShap(Forest forest, float[] row) {
        this.forest = forest;
        this.row = row;
        this.effects = new double[forest.features() + 1];
        int entries = (forest.depth() + 2) * (forest.depth() + 3) / 2;
        this.feature = new int[entries];
        this.whenUnknown = new double[entries];
        this.whenKnown = new double[entries];
        this.weight = new double[entries];
    }

    /**
     * One value per feature, then the bias: the margin that is expected of a row nobody has seen.
     */
    static double[] explain(Forest forest, float[] row) {
        forest.checkLength(row);
        TreeShap walk = new TreeShap(forest, row);
        for (int tree = 0; tree < forest.trees(); tree++) {
            walk.descend(forest.root(tree), 0, 0, 0, 1, 1, -1);
        }
        walk.effects[forest.features()] = forest.expectedMargin();
        return walk.effects;
    }

    private void descend(
            int node, int parent, int path, int length, double unknown, double known, int by) {
        System.arraycopy(feature, parent, feature, path, length);
        System.arraycopy(whenUnknown, parent, whenUnknown, path, length);
        System.arraycopy(whenKnown, parent, whenKnown, path, length);
        System.arraycopy(weight, parent, weight, path, length);
        extend(path, length, unknown, known, by);
        if (forest.isLeaf(node)) {
            attribute(path, length, forest.value(node));
            return;
        }
        int split = forest.feature(node);
        double splitUnknown = 1;
        double splitKnown = 1;
        int last = length;
        int met = find(path, length, split);
        if (met >= 0) {
            splitUnknown = whenUnknown[path + met];
            splitKnown = whenKnown[path + met];
            unwind(path, length, met);
            last--;
        }
        int left = forest.left(node);
        int taken = forest.next(node, row);
        int other = taken == left ? left + 1 : left;
        double both = (double) forest.cover(left) + forest.cover(left + 1);
        double takenShare = forest.cover(taken) / both;
        double otherShare = forest.cover(other) / both;
        int next = path + length + 1;
        descend(taken, path, next, last + 1, takenShare * splitUnknown, splitKnown, split);
        descend(other, path, next, last + 1, otherShare * splitUnknown, 0, split);
    }

    private int find(int path, int length, int split) {
        for (int i = 1; i <= length; i++) {
            if (feature[path + i] == split) {
                return i;
            }
        }
        return -1;
    }

    /** Adds a feature at {@code path[length]}: weights of known subsets of every size. */
    private void extend(int path, int length, double unknown, double known, int by) {
        feature[path + length] = by;
        whenUnknown[path + length] = unknown;
        whenKnown[path + length] = known;
        weight[path + length] = length == 0 ? 1 : 0;
        for (int i = length - 1; i >= 0; i--) {
            double before = weight[path + i];
            weight[path + i + 1] += known * before * (i + 1) / (length + 1);
            weight[path + i] = unknown * before * (length - i) / (length + 1);
        }
    }

    /** Takes the feature at {@code path[met]} out again, the inverse of {@link #extend}. */
    private void unwind(int path, int length, int met) {
        double known = whenKnown[path + met];
        double unknown = whenUnknown[path + met];
        double carried = weight[path + length];
        for (int i = length - 1; i >= 0; i--) {
            if (known == 0) {
                weight[path + i] = weight[path + i] * (length + 1) / (unknown * (length - i));
            } else {
                double before = weight[path + i];
                weight[path + i] = carried * (length + 1) / ((i + 1) * known);
                carried = before - weight[path + i] * unknown * (length - i) / (length + 1);
            }
        }
        for (int i = met; i < length; i++) {
            feature[path + i] = feature[path + i + 1];
            whenUnknown[path + i] = whenUnknown[path + i + 1];
            whenKnown[path + i] = whenKnown[path + i + 1];
        }
    }

    private void attribute(int path, int length, double leaf) {
        for (int i = 1; i <= length; i++) {
            double difference = whenKnown[path + i] - whenUnknown[path + i];
            effects[feature[path + i]] += weightWithout(path, length, i) * difference * leaf;
        }
    }

    /** Sum of the weights that {@link #unwind} would leave. */
    private double weightWithout(int path, int length, int met) {
        double known = whenKnown[path + met];
        double unknown = whenUnknown[path + met];
        double carried = weight[path + length];
        double sum = 0;
        for (int i = length - 1; i >= 0; i--) {
            if (known == 0) {
                sum += weight[path + i] * (length + 1) / (unknown * (length - i));
            } else {
                double left = carried * (length + 1) / ((i + 1) * known);
                sum += left;
                carried = weight[path + i] - left * unknown * (length - i) / (length + 1);
            }
        }
        return sum;
    }
}
