package dev.sentinel.risk.train;

import dev.sentinel.risk.model.ModelFile;

/** Every way a training can end. */
public sealed interface TrainOutcome {
    /** A model that passed its parity test; active nowhere yet. */
    record Trained(ModelFile model) implements TrainOutcome {}

    /** There is nothing to tell apart: both frauds and honest payments are needed. */
    record TooFewLabels(int rows, int frauds) implements TrainOutcome {}
}
