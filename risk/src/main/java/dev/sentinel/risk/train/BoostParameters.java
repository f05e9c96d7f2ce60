package dev.sentinel.risk.train;

import java.util.Map;
import java.util.TreeMap;

/**
 * How trees are grown, by XGBoost's words.
 *
 * @param rounds trees
 * @param maxDepth edges on the longest way down a tree
 * @param eta learning rate
 * @param minChildWeight smallest sum of hessians in a leaf
 * @param lambda L2 penalty of leaf values
 * @param subsample share of rows for each tree
 * @param columnsByTree share of features for each tree
 * @param threads fixed, because sums differ in their last bits with it
 * @param seed of row and feature samples
 */
public record BoostParameters(
        int rounds,
        int maxDepth,
        double eta,
        double minChildWeight,
        double lambda,
        double subsample,
        double columnsByTree,
        int threads,
        int seed) {

    /** Chosen on four weeks of the handbook's data, each two weeks before a published test week. */
    public static BoostParameters standard() {
        return new BoostParameters(100, 3, 0.1, 5, 1, 1, 1, 1, 2018);
    }

    /** The same with another number of trees. */
    public BoostParameters withRounds(int more) {
        return new BoostParameters(
                more,
                maxDepth,
                eta,
                minChildWeight,
                lambda,
                subsample,
                columnsByTree,
                threads,
                seed);
    }

    Map<String, Object> forXgboost() {
        Map<String, Object> parameters = new TreeMap<>();
        parameters.put("booster", "gbtree");
        parameters.put("objective", "binary:logistic");
        parameters.put("tree_method", "hist");
        parameters.put("max_depth", maxDepth);
        parameters.put("eta", eta);
        parameters.put("min_child_weight", minChildWeight);
        parameters.put("lambda", lambda);
        parameters.put("subsample", subsample);
        parameters.put("colsample_bytree", columnsByTree);
        parameters.put("nthread", threads);
        parameters.put("seed", seed);
        parameters.put("verbosity", 0);
        return parameters;
    }

    /** For the model file. */
    Map<String, String> asText() {
        Map<String, String> text = new TreeMap<>();
        forXgboost().forEach((name, value) -> text.put(name, value.toString()));
        text.put("rounds", Integer.toString(rounds));
        return text;
    }
}
