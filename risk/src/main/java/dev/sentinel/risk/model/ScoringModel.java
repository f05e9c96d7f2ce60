package dev.sentinel.risk.model;

import dev.sentinel.risk.feature.FeatureSchema;
import dev.sentinel.risk.feature.FeatureVector;

/**
 * A model ready to score: microseconds a row, no native code, any number of threads. Made only from
 * a file that passed every check, parity included.
 */
public final class ScoringModel {
    private final String version;
    private final FeatureSchema schema;
    private final Forest forest;

    private ScoringModel(String version, FeatureSchema schema, Forest forest) {
        this.version = version;
        this.schema = schema;
        this.forest = forest;
    }

    /**
     * Loads a model for vectors of {@code schema}. Throws {@link ModelRefused} if it was trained
     * under another schema, holds what the evaluator does not know, or does not reproduce its
     * parity rows within {@link ParityRows#TOLERANCE}.
     */
    public static ScoringModel load(ModelFile file, FeatureSchema schema) {
        if (!file.schema().equals(schema)) {
            throw new ModelRefused(
                    "model "
                            + file.version()
                            + " was trained under feature schema "
                            + file.schema()
                            + ", here it is "
                            + schema);
        }
        Forest forest = BoosterJson.forest(file.booster(), schema);
        double worst = file.parity().worstDifference(forest);
        if (!(worst <= ParityRows.TOLERANCE)) {
            throw new ModelRefused(
                    "model "
                            + file.version()
                            + " misses its expected margins by "
                            + worst
                            + ", allowed is "
                            + ParityRows.TOLERANCE);
        }
        return new ScoringModel(file.version(), schema, forest);
    }

    /** The version, as answers show it. */
    public String version() {
        return version;
    }

    /** The schema of the vectors it takes. */
    public FeatureSchema schema() {
        return schema;
    }

    /** Hash of {@link #schema}. */
    public String schemaHash() {
        return schema.hash();
    }

    /** Number of trees. */
    public int trees() {
        return forest.trees();
    }

    /** Log-odds of fraud for values in schema order. */
    public float margin(float[] values) {
        return forest.margin(values);
    }

    /** Log-odds of fraud; refuses a vector of another schema. */
    public float margin(FeatureVector vector) {
        if (!vector.schema().equals(schema)) {
            throw new IllegalArgumentException(
                    "the model takes " + schema + ", the vector is of " + vector.schema());
        }
        return forest.margin(vector.values());
    }

    /** Probability of fraud, 0 to 1. */
    public double probability(float[] values) {
        return probability(margin(values));
    }

    /** Probability of fraud, 0 to 1; refuses a vector of another schema. */
    public double probability(FeatureVector vector) {
        return probability(margin(vector));
    }

    /**
     * What each feature adds to the log-odds, exact Shapley values in schema order; the last entry
     * is the bias. All together add up to {@link #margin}, to float precision.
     */
    public float[] contributions(float[] values) {
        double[] exact = TreeShap.explain(forest, values);
        float[] contributions = new float[exact.length];
        for (int i = 0; i < exact.length; i++) {
            contributions[i] = (float) exact[i];
        }
        return contributions;
    }

    /** The logistic function; StrictMath for the same bits on every machine. */
    public static double probability(float margin) {
        return 1 / (1 + StrictMath.exp(-(double) margin));
    }
}
