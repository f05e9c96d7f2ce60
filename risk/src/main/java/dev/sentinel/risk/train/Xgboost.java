package dev.sentinel.risk.train;

import dev.sentinel.risk.train.TrainingProgress.Phase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * The calls into the native library. Its matrices and boosters live outside the heap until
 * disposed.
 */
final class Xgboost {
    private static final String FORMAT = "json";

    private Xgboost() {}

    /** Grows a booster and returns it as JSON. */
    static String train(
            Examples examples,
            List<String> names,
            BoostParameters parameters,
            TrainingProgress progress) {
        try {
            DMatrix rows =
                    new DMatrix(examples.matrix(), examples.rows(), examples.columns(), Float.NaN);
            try {
                rows.setLabel(examples.labels());
                rows.setFeatureNames(names.toArray(String[]::new));
                return grow(rows, parameters, progress);
            } finally {
                rows.dispose();
            }
        } catch (XGBoostError e) {
            throw new IllegalStateException("XGBoost refused to train", e);
        }
    }

    private static String grow(DMatrix rows, BoostParameters parameters, TrainingProgress progress)
            throws XGBoostError {
        Map<String, Object> settings = parameters.forXgboost();
        Booster booster = XGBoost.train(rows, settings, 1, Map.of(), null, null);
        try {
            for (int round = 1; round < parameters.rounds(); round++) {
                progress.reached(Phase.TREES, round, parameters.rounds());
                booster.update(rows, round);
            }
            progress.reached(Phase.TREES, parameters.rounds(), parameters.rounds());
            return new String(booster.toByteArray(FORMAT), StandardCharsets.UTF_8);
        } finally {
            booster.dispose();
        }
    }

    /** What XGBoost itself makes of rows, in log-odds, from the JSON that will be stored. */
    static float[] margins(String json, float[][] rows) {
        int columns = rows[0].length;
        float[] flat = new float[rows.length * columns];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, flat, i * columns, columns);
        }
        try {
            Booster booster = XGBoost.loadModel(json.getBytes(StandardCharsets.UTF_8));
            try {
                return margins(booster, new DMatrix(flat, rows.length, columns, Float.NaN));
            } finally {
                booster.dispose();
            }
        } catch (XGBoostError | IOException e) {
            throw new IllegalStateException("XGBoost refused its own model", e);
        }
    }

    private static float[] margins(Booster booster, DMatrix rows) throws XGBoostError {
        try {
            rows.setFeatureNames(booster.getFeatureNames());
            float[][] predicted = booster.predict(rows, true);
            float[] margins = new float[predicted.length];
            for (int i = 0; i < margins.length; i++) {
                margins[i] = predicted[i][0];
            }
            return margins;
        } finally {
            rows.dispose();
        }
    }
}
