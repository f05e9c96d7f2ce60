package dev.sentinel.risk.replay;

import dev.sentinel.base.json.Json;
import dev.sentinel.risk.train.BoostParameters;
import dev.sentinel.risk.train.TrainOutcome;
import dev.sentinel.risk.train.TrainingPlan;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Plays past payments back through the public interface: trains a first model on the days before,
 * uploads history, then scores the rest at a chosen rate, telling the truth about each fraud when
 * it would have become known.
 */
public final class Replay {
    private static final int BATCH_LINES = 2_000;
    private static final int BATCH_BYTES = 3 * 1024 * 1024;
    private static final int PROGRESS_STEP = 100;

    private final ReplayPlan plan;
    private final HandbookFile file;
    private final Supplier<String> token;
    private final ReplayProgress progress;

    /** Frauds whose truth is still on its way. */
    private final PriorityQueue<HandbookPayment> pending =
            new PriorityQueue<>(
                    Comparator.comparing(HandbookPayment::label)
                            .thenComparing(HandbookPayment::txId));

    /**
     * Prepares a replay.
     *
     * @param token gives a fresh access token with the scopes {@code risk:score} and {@code
     *     risk:admin}; asked before every call
     */
    public Replay(ReplayPlan plan, Supplier<String> token, ReplayProgress progress) {
        this.plan = plan;
        this.file = new HandbookFile(plan.file());
        this.token = token;
        this.progress = progress;
    }

    /** Runs on the caller's thread until all is sent; interrupt it to stop. */
    public ReplayResult run() {
        try (RiskClient client = new RiskClient(plan.through(), token)) {
            ensureModel(client);
            uploadHistory(client);
            return score(client);
        }
    }

    private void ensureModel(RiskClient client) {
        if (client.activeModel().filter(plan.modelVersion()::equals).isPresent()) {
            return;
        }
        TrainingPlan training =
                new TrainingPlan(
                        plan.modelVersion(),
                        plan.trainFrom(),
                        plan.trainTo(),
                        plan.start(),
                        plan.start(),
                        BoostParameters.standard());
        TrainOutcome outcome =
                new HandbookTraining(plan.file(), plan.features())
                        .train(
                                training,
                                (_, done, total) ->
                                        progress.reached(
                                                ReplayProgress.Phase.TRAINING, done, total));
        switch (outcome) {
            case TrainOutcome.Trained(var model) ->
                    client.activate(model.version(), model.toBytes());
            case TrainOutcome.TooFewLabels(var rows, var frauds) ->
                    throw new ReplayFailed(
                            "no model can be trained from %d payments with %d frauds from %s to %s"
                                    .formatted(rows, frauds, plan.trainFrom(), plan.trainTo()));
        }
    }

    private void uploadHistory(RiskClient client) {
        long total = count(plan.historyStart(), plan.start());
        try (Stream<HandbookPayment> past = payments(plan.historyStart(), plan.start())) {
            ByteArrayOutputStream batch = new ByteArrayOutputStream(BATCH_BYTES);
            int lines = 0;
            long done = 0;
            for (HandbookPayment payment : (Iterable<HandbookPayment>) past::iterator) {
                rememberIfPending(payment, plan.start());
                batch.writeBytes(Json.write(payment.historyLine(plan.start())));
                batch.write('\n');
                done++;
                if (++lines == BATCH_LINES || batch.size() > BATCH_BYTES) {
                    client.upload(batch.toByteArray());
                    batch.reset();
                    lines = 0;
                    progress.reached(ReplayProgress.Phase.HISTORY, done, total);
                }
            }
            if (lines > 0) {
                client.upload(batch.toByteArray());
            }
            progress.reached(ReplayProgress.Phase.HISTORY, done, total);
        }
    }

    private ReplayResult score(RiskClient client) {
        long total = expected();
        Tally tally = new Tally();
        OpenLoop loop = new OpenLoop(plan.rate(), plan.inFlight());
        long begun = 0;
        try (Stream<HandbookPayment> present = payments(plan.start(), plan.end())) {
            for (HandbookPayment payment : (Iterable<HandbookPayment>) present::iterator) {
                if (begun == total) {
                    break;
                }
                tellWhatIsKnown(client, loop, tally, payment.row().at());
                rememberIfPending(payment, payment.row().at());
                tally.sent();
                loop.paced(
                        () -> client.begin("/v1/risk/score", payment.scoreRequest()),
                        (answer, failure, sinceIntended) -> {
                            if (answer != null) {
                                tally.answered(answer, payment.fraud(), sinceIntended);
                            } else if (failure != null) {
                                tally.failed(failure);
                            }
                        });
                if (++begun % PROGRESS_STEP == 0) {
                    progress.reached(ReplayProgress.Phase.SCORING, begun, total);
                }
            }
        }
        loop.drain();
        progress.reached(ReplayProgress.Phase.SCORING, begun, total);
        return tally.result(loop.elapsed());
    }

    /** Every truth that has arrived by this moment of event time. */
    private void tellWhatIsKnown(RiskClient client, OpenLoop loop, Tally tally, Instant now) {
        for (HandbookPayment next = pending.peek();
                next != null && !next.label().isAfter(now);
                next = pending.peek()) {
            HandbookPayment known = pending.remove();
            tally.labelSent();
            loop.send(
                    () -> client.begin("/v1/risk/feedback", known.feedback()),
                    (answer, failure) -> {
                        if (failure != null) {
                            tally.failed(failure);
                        } else if (answer != null && answer.statusCode() / 100 != 2) {
                            tally.feedbackRefused(answer.statusCode());
                        }
                    });
        }
    }

    private void rememberIfPending(HandbookPayment payment, Instant now) {
        if (payment.fraud() && payment.label().isAfter(now)) {
            pending.add(payment);
        }
    }

    /** Payments in the window, or fewer when time runs out first. */
    private long expected() {
        long all = count(plan.start(), plan.end());
        return plan.atMost()
                .map(Duration::toNanos)
                .map(nanos -> Math.min(all, (long) (plan.rate() * nanos / 1e9)))
                .orElse(all);
    }

    private Stream<HandbookPayment> payments(Instant from, Instant to) {
        return file.rows(from, to).map(row -> HandbookPayment.of(row, plan.labelDelay()));
    }

    private long count(Instant from, Instant to) {
        try (Stream<HandbookRow> rows = file.rows(from, to)) {
            return rows.count();
        }
    }
}
