package dev.sentinel.demo.seed;

import dev.sentinel.base.json.Json;
import dev.sentinel.demo.payments.GeneratedPayment;
import dev.sentinel.demo.payments.PaymentGenerator;
import dev.sentinel.demo.payments.WorldConfig;
import dev.sentinel.risk.feature.FeatureConfig;
import dev.sentinel.risk.feature.LabelEvent;
import dev.sentinel.risk.train.BoostParameters;
import dev.sentinel.risk.train.LabelledPayment;
import dev.sentinel.risk.train.TrainOutcome;
import dev.sentinel.risk.train.Trainer;
import dev.sentinel.risk.train.TrainingPlan;
import dev.sentinel.risk.train.TrainingProgress;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Fills a demo: makes payments, trains a model on most of them, uploads those as history, and has
 * the last ones scored. The same plan on the same day gives the same demo.
 */
public final class Seeding {
    private static final int BATCH = 2_000;
    private static final Duration MEASURED = Duration.ofDays(3);

    private final SeedPlan plan;
    private final URI gateway;
    private final String token;
    private final Path directory;
    private final Clock clock;
    private final SeedProgress progress;

    /**
     * Prepares a seeding.
     *
     * @param token of an administrator
     * @param directory that remembers what was seeded
     */
    public Seeding(
            SeedPlan plan,
            URI gateway,
            String token,
            Path directory,
            Clock clock,
            SeedProgress progress) {
        this.plan = plan;
        this.gateway = gateway;
        this.token = token;
        this.directory = directory;
        this.clock = clock;
        this.progress = progress;
    }

    /** Whether that set is there already. */
    public static boolean isDone(Path directory, SeedPlan plan) {
        return SeedMark.isDone(directory, plan);
    }

    /** Seeds, unless the set is there already. */
    public SeedOutcome run() {
        SeedMark mark = SeedMark.in(directory, plan, clock.instant().truncatedTo(ChronoUnit.HOURS));
        if (mark.done()) {
            return new SeedOutcome.ThereAlready(mark.end());
        }
        WorldConfig world = plan.world().apply(mark.end());
        Instant present = mark.end().minus(plan.scored());
        List<GeneratedPayment> payments = new PaymentGenerator(world).generate();
        List<GeneratedPayment> past =
                payments.stream().filter(made -> made.payment().at().isBefore(present)).toList();
        List<GeneratedPayment> last = payments.subList(past.size(), payments.size());

        try (RiskApi risk = new RiskApi(gateway, token)) {
            ensureModel(risk, past, present);
            upload(risk, past, present);
            Scored scored = score(risk, last);
            long worked = work(risk, scored.doubted());
            mark.finish();
            return new SeedOutcome.Seeded(past.size(), last.size(), scored.decisions(), worked);
        }
    }

    private void ensureModel(RiskApi risk, List<GeneratedPayment> past, Instant present) {
        if (risk.activeModel().filter(plan.modelVersion()::equals).isPresent()) {
            return;
        }
        TrainOutcome outcome =
                trained(
                        plan,
                        past,
                        present,
                        (_, done, total) ->
                                progress.reached(SeedProgress.Phase.TRAINING, done, total));
        switch (outcome) {
            case TrainOutcome.Trained(var model) -> risk.activate(model.version(), model.toBytes());
            case TrainOutcome.TooFewLabels(var rows, var frauds) ->
                    throw new SeedFailed(
                            "no model can be trained from %d payments with %d frauds"
                                    .formatted(rows, frauds));
        }
    }

    /** The model of a plan, from what happened before the present. */
    static TrainOutcome trained(
            SeedPlan plan,
            List<GeneratedPayment> past,
            Instant present,
            TrainingProgress progress) {
        FeatureConfig features = FeatureConfig.standard();
        Instant measuredFrom = present.minus(MEASURED);
        TrainingPlan training =
                new TrainingPlan(
                        plan.modelVersion(),
                        past.getFirst().payment().at().plus(Duration.ofDays(7)),
                        measuredFrom.minus(features.labelDelay()),
                        measuredFrom,
                        present,
                        BoostParameters.standard());
        Iterator<LabelledPayment> labelled = past.stream().map(Seeding::labelled).iterator();
        return new Trainer(features).train(labelled, training, progress);
    }

    private void upload(RiskApi risk, List<GeneratedPayment> past, Instant knownBy) {
        for (int from = 0; from < past.size(); from += BATCH) {
            int to = Math.min(from + BATCH, past.size());
            ByteArrayOutputStream lines = new ByteArrayOutputStream();
            for (GeneratedPayment made : past.subList(from, to)) {
                lines.writeBytes(Json.write(PaymentJson.historyLine(made, knownBy)));
                lines.write('\n');
            }
            risk.upload(lines.toByteArray());
            progress.reached(SeedProgress.Phase.HISTORY, to, past.size());
        }
    }

    /**
     * What became of the last payments.
     *
     * @param doubted those that have a case
     */
    private record Scored(SortedMap<String, Long> decisions, List<GeneratedPayment> doubted) {}

    /** One after the other, in the order of time: features then count them in that order. */
    private Scored score(RiskApi risk, List<GeneratedPayment> last) {
        Scored scored = new Scored(new TreeMap<>(), new ArrayList<>());
        int done = 0;
        for (GeneratedPayment made : last) {
            String decision = risk.score(PaymentJson.scoreRequest(made.payment()));
            scored.decisions().merge(decision, 1L, Long::sum);
            if (!decision.equals("PASS")) {
                scored.doubted().add(made);
            }
            progress.reached(SeedProgress.Phase.SCORING, ++done, last.size());
        }
        return scored;
    }

    /** Analysts have called the customers of a third of the cases; the others wait for them. */
    private long work(RiskApi risk, List<GeneratedPayment> doubted) {
        long worked = 0;
        for (int i = 0; i < doubted.size(); i += 3) {
            risk.feedback(PaymentJson.verdict(doubted.get(i)));
            worked++;
        }
        return worked;
    }

    private static LabelledPayment labelled(GeneratedPayment made) {
        return new LabelledPayment(
                made.payment(),
                Optional.of(
                        LabelEvent.of(
                                made.payment(), made.fraud().isPresent(), made.labelledAt())));
    }
}
