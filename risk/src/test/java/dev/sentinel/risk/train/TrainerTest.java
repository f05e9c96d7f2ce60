package dev.sentinel.risk.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sentinel.risk.feature.FeatureConfig;
import dev.sentinel.risk.feature.FeatureSchema;
import dev.sentinel.risk.feature.Features;
import dev.sentinel.risk.model.ModelFile;
import dev.sentinel.risk.model.ScoringModel;
import dev.sentinel.risk.train.TrainOutcome.TooFewLabels;
import dev.sentinel.risk.train.TrainOutcome.Trained;
import dev.sentinel.risk.train.TrainingProgress.Phase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import org.junit.jupiter.api.Test;

final class TrainerTest {
    private static final FeatureConfig CONFIG = FeatureConfig.standard();
    private static final FeatureSchema SCHEMA = new Features(CONFIG).schema();
    private static final List<LabelledPayment> TOWN = TestHistory.town(9_000, 5);

    private final Trainer trainer = new Trainer(CONFIG);

    @Test
    void learnsWhatFraudLooksLike() {
        ModelFile file = train("v1");

        assertThat(file.metrics().get("auc")).isGreaterThan(0.95);
        assertThat(file.metrics().get("average_precision")).isGreaterThan(0.8);
        assertThat(file.metrics().get("card_precision_100"))
                .isLessThanOrEqualTo(file.metrics().get("card_precision_100_ceiling"));
        assertThat(file.trainedOn().rows()).isEqualTo(3_000);
        assertThat(file.trainedOn().frauds()).isBetween(60, 180);
        assertThat(file.parameters()).containsEntry("max_depth", "6").containsEntry("rounds", "30");
        assertThat(ScoringModel.load(ModelFile.parse(file.toBytes()), SCHEMA).trees())
                .isEqualTo(30);
    }

    @Test
    void theSameHistoryGivesTheSameModelToTheByte() {
        assertThat(train("v1").toBytes()).isEqualTo(train("v1").toBytes());
    }

    @Test
    void scoresAsXgboostDoes() {
        ModelFile file = train("v1");
        ScoringModel model = ScoringModel.load(file, SCHEMA);
        float[][] rows = rows(2_000);

        float[] theirs = Xgboost.margins(file.booster(), rows);

        for (int i = 0; i < rows.length; i++) {
            assertThat(model.margin(rows[i])).isCloseTo(theirs[i], within(1e-6f));
        }
    }

    @Test
    void explainsAsXgboostDoes() throws Exception {
        ModelFile file = train("v1");
        ScoringModel model = ScoringModel.load(file, SCHEMA);
        float[][] rows = rows(300);
        float[][] theirs = contributions(file, rows);

        for (int i = 0; i < rows.length; i++) {
            float[] ours = model.contributions(rows[i]);
            double sum = 0;
            for (int feature = 0; feature < ours.length; feature++) {
                // XGBoost adds in float32 along the way.
                assertThat(ours[feature]).isCloseTo(theirs[i][feature], within(2e-4f));
                sum += ours[feature];
            }
            assertThat(sum).isCloseTo(model.margin(rows[i]), within(1e-4));
        }
    }

    @Test
    void saysHowFarItIs() {
        List<Phase> phases = new ArrayList<>();
        trainer.train(
                TOWN.iterator(),
                TestHistory.plan("v1"),
                (phase, done, total) -> {
                    if (done == total) {
                        phases.add(phase);
                    }
                });

        assertThat(phases).containsExactly(Phase.FEATURES, Phase.TREES);
    }

    @Test
    void needsFraudsToLearnFrom() {
        List<LabelledPayment> honest =
                TOWN.stream().filter(known -> !known.label().orElseThrow().positive()).toList();
        List<LabelledPayment> unlabelled =
                TOWN.stream()
                        .map(known -> new LabelledPayment(known.payment(), Optional.empty()))
                        .toList();

        assertThat(trainer.train(honest.iterator(), TestHistory.plan("v1"), (_, _, _) -> {}))
                .isInstanceOfSatisfying(
                        TooFewLabels.class, few -> assertThat(few.frauds()).isZero());
        assertThat(trainer.train(unlabelled.iterator(), TestHistory.plan("v1"), (_, _, _) -> {}))
                .isEqualTo(new TooFewLabels(0, 0));
    }

    private ModelFile train(String version) {
        return switch (trainer.train(TOWN.iterator(), TestHistory.plan(version), (_, _, _) -> {})) {
            case Trained(ModelFile model) -> model;
            case TooFewLabels few -> throw new AssertionError(few.toString());
        };
    }

    /** Wild rows, far from the training data, with many missing values. */
    private static float[][] rows(int count) {
        Random random = new Random(8);
        float[][] rows = new float[count][SCHEMA.size()];
        for (float[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                row[i] =
                        random.nextInt(5) == 0
                                ? Float.NaN
                                : (float) (random.nextGaussian() * Math.pow(10, random.nextInt(4)));
            }
        }
        return rows;
    }

    private static float[][] contributions(ModelFile file, float[][] rows) throws Exception {
        float[] flat = new float[rows.length * SCHEMA.size()];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, flat, i * SCHEMA.size(), SCHEMA.size());
        }
        Booster booster = XGBoost.loadModel(file.booster().getBytes(StandardCharsets.UTF_8));
        DMatrix matrix = new DMatrix(flat, rows.length, SCHEMA.size(), Float.NaN);
        matrix.setFeatureNames(booster.getFeatureNames());
        return booster.predictContrib(matrix, 0);
    }
}
