package dev.sentinel.risk.model;

/**
 * Boosted trees in primitive arrays, each tree breadth-first, one tree after another. Compares and
 * adds in float32 in tree order, as XGBoost does, so that margins agree bit for bit or nearly so.
 */
final class Forest {
    static final int DEFAULT_LEFT = 0x8000_0000;
    static final int LEAF = -1;

    private static final int FEATURE = 0x7FFF_FFFF;

    private final float baseMargin;
    private final int features;
    private final int[] roots;
    private final int[] split;
    private final float[] value;
    private final int[] left;
    private final float[] cover;
    private final int depth;
    private final double expectedMargin;

    /**
     * Takes the arrays over.
     *
     * @param baseMargin log-odds before the first tree
     * @param roots position of each tree's first node
     * @param split feature of an inner node; the top bit says that a missing value goes left
     * @param value threshold of an inner node (strictly less goes left), or a leaf's margin
     * @param left position of the left child, the right one follows it; {@link #LEAF} in a leaf
     * @param cover sum of hessians that trained the node, the weight of its side in explanations
     * @param depth edges on the longest way down
     */
    Forest(
            float baseMargin,
            int features,
            int[] roots,
            int[] split,
            float[] value,
            int[] left,
            float[] cover,
            int depth) {
        this.baseMargin = baseMargin;
        this.features = features;
        this.roots = roots;
        this.split = split;
        this.value = value;
        this.left = left;
        this.cover = cover;
        this.depth = depth;
        this.expectedMargin = sumOfExpectations();
    }

    float margin(float[] row) {
        checkLength(row);
        float sum = baseMargin;
        for (int root : roots) {
            int node = root;
            while (left[node] >= 0) {
                node = next(node, row);
            }
            sum += value[node];
        }
        return sum;
    }

    /** The child that a row goes to from an inner node. */
    int next(int node, float[] row) {
        float seen = row[split[node] & FEATURE];
        boolean goesLeft = Float.isNaN(seen) ? split[node] < 0 : seen < value[node];
        return goesLeft ? left[node] : left[node] + 1;
    }

    void checkLength(float[] row) {
        if (row.length != features) {
            throw new IllegalArgumentException(
                    "the model has " + features + " features, the row " + row.length);
        }
    }

    /** The mean margin over the rows that trained the trees, by cover. */
    double expectedMargin() {
        return expectedMargin;
    }

    int features() {
        return features;
    }

    int trees() {
        return roots.length;
    }

    int root(int tree) {
        return roots[tree];
    }

    boolean isLeaf(int node) {
        return left[node] < 0;
    }

    int left(int node) {
        return left[node];
    }

    int feature(int node) {
        return split[node] & FEATURE;
    }

    float value(int node) {
        return value[node];
    }

    float cover(int node) {
        return cover[node];
    }

    int depth() {
        return depth;
    }

    private double sumOfExpectations() {
        double sum = baseMargin;
        for (int root : roots) {
            sum += expected(root);
        }
        return sum;
    }

    private double expected(int node) {
        if (isLeaf(node)) {
            return value[node];
        }
        int child = left[node];
        double both = (double) cover[child] + cover[child + 1];
        return (cover[child] * expected(child) + cover[child + 1] * expected(child + 1)) / both;
    }
}
