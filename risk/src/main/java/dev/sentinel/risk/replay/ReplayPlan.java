package dev.sentinel.risk.replay;

import dev.sentinel.risk.feature.FeatureConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * What is played back, and how fast.
 *
 * @param file in the handbook's format
 * @param from first day that is scored (UTC)
 * @param to last day that is scored, included
 * @param through the gateway's (or the risk role's) address
 * @param historyDays days before {@code from} that are uploaded; the longest window needs 38
 * @param trainingDays days that the first model learns from, ending a label delay before {@code
 *     from}
 * @param rate score requests a second
 * @param inFlight requests under way at most; when the server cannot keep up, later ones wait, and
 *     their wait is part of their latency
 * @param atMost no new request after so long
 * @param features as the server has them, for training
 */
public record ReplayPlan(
        Path file,
        LocalDate from,
        LocalDate to,
        URI through,
        int historyDays,
        int trainingDays,
        double rate,
        int inFlight,
        Optional<Duration> atMost,
        FeatureConfig features) {

    public ReplayPlan {
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("--to " + to + " is before --from " + from);
        }
        if (historyDays < 0 || historyDays > 365 || trainingDays < 1 || trainingDays > 365) {
            throw new IllegalArgumentException("history and training take 1 to 365 days");
        }
        if (!(rate > 0) || rate > 100_000 || inFlight < 1 || inFlight > 10_000) {
            throw new IllegalArgumentException(
                    "the rate is above 0 and at most 100000 a second, in flight are 1 to 10000");
        }
    }

    /** The usual: 45 days of history, a model of 28 days, 200 requests a second. */
    public static ReplayPlan standard(Path file, LocalDate from, LocalDate to, URI through) {
        return new ReplayPlan(
                file,
                from,
                to,
                through,
                45,
                28,
                200,
                64,
                Optional.empty(),
                FeatureConfig.standard());
    }

    Instant start() {
        return from.atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    Instant end() {
        return to.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    Duration labelDelay() {
        return features.labelDelay();
    }

    Instant historyStart() {
        return start().minus(Duration.ofDays(historyDays));
    }

    Instant trainTo() {
        return start().minus(labelDelay());
    }

    Instant trainFrom() {
        return trainTo().minus(Duration.ofDays(trainingDays));
    }

    /** One name for one training, so that a second replay finds the model of the first. */
    String modelVersion() {
        return "sentra-score-xgb-handbook."
                + from.toString().replace("-", "")
                + "."
                + trainingDays
                + "d";
    }
}
