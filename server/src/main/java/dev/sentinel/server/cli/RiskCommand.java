package dev.sentinel.server.cli;

import dev.sentinel.client.AgentIdPClient;
import dev.sentinel.risk.feature.FeatureConfig;
import dev.sentinel.risk.model.ModelFile;
import dev.sentinel.risk.replay.HandbookTraining;
import dev.sentinel.risk.replay.Replay;
import dev.sentinel.risk.replay.ReplayPlan;
import dev.sentinel.risk.replay.ReplayProgress;
import dev.sentinel.risk.replay.ReplayResult;
import dev.sentinel.risk.train.BoostParameters;
import dev.sentinel.risk.train.TrainOutcome;
import dev.sentinel.risk.train.TrainingPlan;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "risk", description = "Payments: train a model on past ones, play them back.")
final class RiskCommand {
    private static final Set<String> SCOPES = Set.of("risk:score", "risk:admin");

    private final Surroundings surroundings;

    RiskCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Command(
            name = "replay",
            description =
                    "Trains a first model on the days before --from, uploads history, then scores the rest through the gateway as an agent.")
    int replay(
            @Mixin Output output,
            @Mixin PastPayments past,
            @Option(
                            names = "--from",
                            required = true,
                            paramLabel = "DAY",
                            description = "first day to score, as 2018-07-25")
                    LocalDate from,
            @Option(
                            names = "--to",
                            required = true,
                            paramLabel = "DAY",
                            description = "last day to score")
                    LocalDate to,
            @Option(
                            names = "--through",
                            defaultValue = "http://localhost:8000",
                            paramLabel = "URL",
                            description = "the gateway (default: http://localhost:8000)")
                    URI through,
            @Option(
                            names = "--rate",
                            defaultValue = "200",
                            paramLabel = "N",
                            description = "score requests a second (default: 200)")
                    double rate,
            @Option(
                            names = "--for",
                            paramLabel = "SECONDS",
                            description = "score no longer than this")
                    Optional<Integer> seconds) {
        ReplayPlan usual = ReplayPlan.standard(past.file(), from, to, through);
        ReplayPlan plan =
                new ReplayPlan(
                        past.file(),
                        from,
                        to,
                        through,
                        usual.historyDays(),
                        usual.trainingDays(),
                        rate,
                        usual.inFlight(),
                        seconds.map(Duration::ofSeconds),
                        usual.features());
        ReplayResult result;
        try (AgentIdPClient agent = surroundings.agent(SCOPES);
                Bars bars = new Bars(output)) {
            result = new Replay(plan, agent.accessTokens(), bars::reached).run();
        }
        show(result, output);
        return result.errors().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    @Command(
            name = "train",
            description =
                    "Trains a model on past payments, measures it on the days after, writes it to a file.")
    int train(
            @Mixin Output output,
            @Mixin PastPayments past,
            @Option(
                            names = "--from",
                            required = true,
                            paramLabel = "DAY",
                            description = "first day to learn from, as 2018-07-25")
                    LocalDate from,
            @Option(
                            names = "--to",
                            required = true,
                            paramLabel = "DAY",
                            description = "last day to learn from")
                    LocalDate to,
            @Option(
                            names = "--test-days",
                            defaultValue = "7",
                            paramLabel = "N",
                            description =
                                    "days to measure on, which begin a label delay after --to (default: 7)")
                    int testDays,
            @Option(
                            names = "--model-version",
                            paramLabel = "NAME",
                            description = "of the model (default: made of the days)")
                    Optional<String> version,
            @Option(
                            names = "--out",
                            required = true,
                            paramLabel = "MODEL",
                            description = "where to write it")
                    Path out,
            @Option(
                            names = "--activate",
                            paramLabel = "URL",
                            description = "also publish it through this gateway and make it decide")
                    Optional<URI> activate)
            throws IOException {
        FeatureConfig features = FeatureConfig.standard();
        Instant trainTo = to.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
        Instant testFrom = trainTo.plus(features.labelDelay());
        TrainingPlan plan =
                new TrainingPlan(
                        version.orElse("sentra-score-xgb-" + from + "." + to),
                        from.atStartOfDay().toInstant(ZoneOffset.UTC),
                        trainTo,
                        testFrom,
                        testFrom.plus(Duration.ofDays(testDays)),
                        BoostParameters.standard());
        TrainOutcome outcome;
        try (Bars bars = new Bars(output)) {
            outcome =
                    new HandbookTraining(past.file(), features)
                            .train(
                                    plan,
                                    (_, done, total) ->
                                            bars.reached(
                                                    ReplayProgress.Phase.TRAINING, done, total));
        }
        ModelFile model =
                switch (outcome) {
                    case TrainOutcome.Trained(var trained) -> trained;
                    case TrainOutcome.TooFewLabels(var rows, var frauds) ->
                            throw new CommandFailure(
                                    "no model can be trained from %d payments with %d frauds"
                                            .formatted(rows, frauds));
                };
        Files.write(out, model.toBytes());
        output.line("%s written to %s".formatted(model.version(), out));
        model.sortedMetrics()
                .forEach((name, value) -> output.line("%-24s %.4f".formatted(name, value)));
        if (activate.isPresent()) {
            try (AgentIdPClient agent = surroundings.agent(SCOPES)) {
                HandbookTraining.activate(
                        activate.get(), agent.accessTokens(), model.version(), model.toBytes());
            }
            output.line("active at " + activate.get());
        }
        output.result(
                Map.of(
                        "model_version", model.version(),
                        "file", out.toString(),
                        "metrics", model.sortedMetrics(),
                        "active", activate.isPresent()));
        return ExitCode.OK;
    }

    private static void show(ReplayResult result, Output output) {
        output.line(
                """
                model        %s
                sent         %d, answered %d in %d s, %.0f a second
                latency      p50 %.1f ms, p99 %.1f ms, most %.1f ms
                decisions    %s
                frauds       %d, AUC %.4f, average precision %.4f
                errors       %s\
                """
                        .formatted(
                                result.modelVersion(),
                                result.sent(),
                                result.answered(),
                                result.elapsed().toSeconds(),
                                result.throughput(),
                                millis(result.p50()),
                                millis(result.p99()),
                                millis(result.max()),
                                new TreeMap<>(result.decisions()),
                                result.frauds(),
                                result.areaUnderRoc(),
                                result.averagePrecision(),
                                result.errors().isEmpty() ? "none" : result.errors()));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("model_version", result.modelVersion());
        json.put("sent", result.sent());
        json.put("answered", result.answered());
        json.put("seconds", result.elapsed().toMillis() / 1_000.0);
        json.put("throughput", result.throughput());
        json.put("p50_ms", millis(result.p50()));
        json.put("p99_ms", millis(result.p99()));
        json.put("max_ms", millis(result.max()));
        json.put("decisions", new TreeMap<>(result.decisions()));
        json.put("frauds", result.frauds());
        if (Double.isFinite(result.areaUnderRoc())) {
            json.put("auc", result.areaUnderRoc());
            json.put("average_precision", result.averagePrecision());
        }
        json.put("errors", result.errors());
        output.result(json);
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
