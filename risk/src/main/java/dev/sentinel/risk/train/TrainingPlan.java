package dev.sentinel.risk.train;

import java.time.Instant;

/**
 * What to learn from, and what to be measured on. Between the two windows lies at least the label
 * delay, as in use: a model trained today knows no labels of yesterday.
 *
 * @param version of the model to be
 * @param trainFrom examples made at or after
 * @param trainTo examples made before
 * @param testFrom measured on payments made at or after; a label that arrives later is not learnt
 *     from
 * @param testTo measured on payments made before; equal to {@code testFrom} for no measurement
 */
public record TrainingPlan(
        String version,
        Instant trainFrom,
        Instant trainTo,
        Instant testFrom,
        Instant testTo,
        BoostParameters parameters) {

    public TrainingPlan {
        boolean ordered =
                trainFrom.isBefore(trainTo)
                        && !testFrom.isBefore(trainTo)
                        && !testTo.isBefore(testFrom);
        if (!ordered) {
            throw new IllegalArgumentException(
                    "windows must follow each other: "
                            + trainFrom
                            + " to "
                            + trainTo
                            + ", then "
                            + testFrom
                            + " to "
                            + testTo);
        }
    }
}
