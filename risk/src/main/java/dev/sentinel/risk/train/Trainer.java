package dev.sentinel.risk.train;

import dev.sentinel.risk.feature.FeatureConfig;
import dev.sentinel.risk.feature.FeatureSchema;
import dev.sentinel.risk.model.ModelFile;
import dev.sentinel.risk.model.ParityRows;
import dev.sentinel.risk.model.ScoringModel;
import dev.sentinel.risk.model.TrainedOn;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * Trains a model on history and measures it on the payments that followed. The same history, plan
 * and configuration give the same model. Runs for seconds to minutes on the caller's thread.
 */
public final class Trainer {
    /** Cards a day that card precision assumes somebody checks. */
    public static final int CARDS_A_DAY = 100;

    private static final int PARITY_ROWS = 256;

    private final FeatureConfig config;

    /** Trains for an engine of this configuration. */
    public Trainer(FeatureConfig config) {
        this.config = config;
    }

    /**
     * Trains and measures.
     *
     * @param history payments in order of time, from long enough before the training window (a
     *     month and the label delay) to the end of the test window
     */
    public TrainOutcome train(
            Iterator<LabelledPayment> history, TrainingPlan plan, TrainingProgress progress) {
        Backfill backfill = new Backfill(config, plan, progress);
        backfill.run(history);
        Examples training = backfill.training();
        if (training.frauds() == 0 || training.frauds() == training.rows()) {
            return new TrainOutcome.TooFewLabels(training.rows(), training.frauds());
        }
        FeatureSchema schema = backfill.features().schema();
        String booster = Xgboost.train(training, schema.names(), plan.parameters(), progress);
        ModelFile unmeasured = file(plan, schema, training, booster, Map.of());
        ScoringModel model = ScoringModel.load(unmeasured, schema);
        Map<String, Double> metrics = measure(model, training, backfill.test());
        return new TrainOutcome.Trained(file(plan, schema, training, booster, metrics));
    }

    private ModelFile file(
            TrainingPlan plan,
            FeatureSchema schema,
            Examples training,
            String booster,
            Map<String, Double> metrics) {
        Duration delay = config.labelDelay();
        return new ModelFile(
                plan.version(),
                schema,
                new TrainedOn(
                        plan.trainFrom(),
                        plan.trainTo(),
                        delay,
                        training.rows(),
                        training.frauds()),
                plan.parameters().asText(),
                metrics,
                booster,
                parity(training, booster));
    }

    /** Rows from all over the training set, with what XGBoost itself says of them. */
    private static ParityRows parity(Examples training, String booster) {
        int count = Math.min(PARITY_ROWS, training.rows());
        float[][] rows = new float[count][];
        for (int i = 0; i < count; i++) {
            rows[i] = training.row((int) ((long) i * training.rows() / count));
        }
        return new ParityRows(rows, Xgboost.margins(booster, rows));
    }

    /** By the evaluator that will score, not by the library that trained. */
    private static Map<String, Double> measure(
            ScoringModel model, Examples training, Examples test) {
        Map<String, Double> metrics = new TreeMap<>();
        metrics.put("test_rows", (double) test.rows());
        metrics.put("test_frauds", (double) test.frauds());
        metrics.put("train_auc", Metrics.auc(margins(model, training), frauds(training)));
        if (test.frauds() == 0 || test.frauds() == test.rows()) {
            return metrics;
        }
        float[] scores = margins(model, test);
        boolean[] frauds = frauds(test);
        long[] days = new long[test.rows()];
        String[] cards = new String[test.rows()];
        for (int row = 0; row < days.length; row++) {
            days[row] = Math.floorDiv(test.about(row).at().getEpochSecond(), 86_400L);
            cards[row] = test.about(row).card();
        }
        metrics.put("auc", Metrics.auc(scores, frauds));
        metrics.put("average_precision", Metrics.averagePrecision(scores, frauds));
        metrics.put(
                "card_precision_100",
                Metrics.cardPrecision(scores, frauds, days, cards, CARDS_A_DAY));
        metrics.put(
                "card_precision_100_ceiling",
                Metrics.cardPrecisionCeiling(frauds, days, cards, CARDS_A_DAY));
        return metrics;
    }

    private static float[] margins(ScoringModel model, Examples examples) {
        float[] margins = new float[examples.rows()];
        for (int row = 0; row < margins.length; row++) {
            margins[row] = model.margin(examples.row(row));
        }
        return margins;
    }

    private static boolean[] frauds(Examples examples) {
        boolean[] frauds = new boolean[examples.rows()];
        for (int row = 0; row < frauds.length; row++) {
            frauds[row] = examples.about(row).fraud();
        }
        return frauds;
    }
}
