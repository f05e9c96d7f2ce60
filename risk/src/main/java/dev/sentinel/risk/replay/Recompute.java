package dev.sentinel.risk.replay;

import dev.sentinel.base.sql.Database;
import dev.sentinel.risk.decision.Decider;
import dev.sentinel.risk.decision.ScoreStore;
import dev.sentinel.risk.decision.StoredScore;
import dev.sentinel.risk.feature.FeatureSchema;
import dev.sentinel.risk.feature.FeatureVector;
import dev.sentinel.risk.model.ModelFile;
import dev.sentinel.risk.model.ModelRegistry;
import dev.sentinel.risk.model.ScoringModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Computes stored decisions again, from the stored feature vector and the artifact of the model
 * that decided, and compares to the bit. What differs was altered after the fact, or was never
 * computed so.
 */
public final class Recompute {
    private static final int SHOWN = 20;

    private final Database database;
    private final ModelRegistry models;

    public Recompute(Database database, ModelRegistry models) {
        this.database = database;
        this.models = models;
    }

    /**
     * What came of it.
     *
     * @param checked stored scores of the model
     * @param different how many do not come out again
     * @param examples the first of them, each with what differs
     */
    public record Report(long checked, long different, List<String> examples) {
        public Report {
            examples = List.copyOf(examples);
        }

        /** Whether every decision came out again. */
        public boolean same() {
            return different == 0;
        }
    }

    /** Every stored score of one model; empty when the registry has no such model. */
    public Optional<Report> of(String modelVersion) {
        return models.find(modelVersion).map(this::of);
    }

    private Report of(ModelFile file) {
        ScoringModel model = ScoringModel.load(file, file.schema());
        Count count = new Count();
        database.read(tx -> {
            new ScoreStore()
                    .each(tx, file.version(), score -> count.add(score, difference(model, score)));
            return count;
        });
        return new Report(count.checked, count.different, count.examples);
    }

    private static Optional<String> difference(ScoringModel model, StoredScore stored) {
        FeatureSchema schema = model.schema();
        if (!stored.schemaHash().equals(schema.hash())) {
            return Optional.of("the feature schema is another");
        }
        FeatureVector vector = new FeatureVector(schema, stored.values());
        if (!vector.hash().equals(stored.vectorHash())) {
            return Optional.of("the feature vector does not have its hash");
        }
        double probability = model.probability(vector);
        if (Double.doubleToLongBits(probability) != Double.doubleToLongBits(stored.probability())) {
            return Optional.of(
                    "probability is " + stored.probability() + ", computed " + probability);
        }
        int score = Decider.score(probability);
        if (score != stored.answer().score()) {
            return Optional.of("score is " + stored.answer().score() + ", computed " + score);
        }
        if (stored.thresholds().decide(score) != stored.answer().decision()) {
            return Optional.of(
                    "decision is "
                            + stored.answer().decision()
                            + ", computed "
                            + stored.thresholds().decide(score));
        }
        return Optional.empty();
    }

    private static final class Count {
        private final List<String> examples = new ArrayList<>();
        private long checked;
        private long different;

        void add(StoredScore score, Optional<String> difference) {
            checked++;
            if (difference.isPresent()) {
                different++;
                if (examples.size() < SHOWN) {
                    examples.add(score.payment().txId() + ": " + difference.get());
                }
            }
        }
    }
}
