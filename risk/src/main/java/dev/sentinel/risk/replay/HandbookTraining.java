package dev.sentinel.risk.replay;

import dev.sentinel.risk.feature.FeatureConfig;
import dev.sentinel.risk.train.LabelledPayment;
import dev.sentinel.risk.train.TrainOutcome;
import dev.sentinel.risk.train.Trainer;
import dev.sentinel.risk.train.TrainingPlan;
import dev.sentinel.risk.train.TrainingProgress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Trains a model from a file of the handbook's format, with features as of each payment's time. */
public final class HandbookTraining {
    private static final Duration LONGEST_WINDOW = Duration.ofDays(30);

    private final HandbookFile file;
    private final FeatureConfig features;

    public HandbookTraining(Path file, FeatureConfig features) {
        this.file = new HandbookFile(file);
        this.features = features;
    }

    /**
     * Reads from a month and a label delay before the first example, so that windows are filled.
     */
    public TrainOutcome train(TrainingPlan plan, TrainingProgress progress) {
        Instant warmUp = plan.trainFrom().minus(features.labelDelay()).minus(LONGEST_WINDOW);
        try (Stream<HandbookRow> rows = file.rows(warmUp, plan.testTo())) {
            Iterator<LabelledPayment> labelled =
                    rows.map(row -> HandbookPayment.of(row, features.labelDelay()).labelled())
                            .iterator();
            return new Trainer(features).train(labelled, plan, progress);
        }
    }

    /** Publishes a model through the gateway (or to the risk role) and makes it decide. */
    public static void activate(URI through, Supplier<String> token, String version, byte[] model) {
        try (RiskClient client = new RiskClient(through, token)) {
            client.activate(version, model);
        }
    }
}
