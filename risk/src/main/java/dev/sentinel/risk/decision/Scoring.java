package dev.sentinel.risk.decision;

import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.base.id.Ids;
import dev.sentinel.base.sql.Database;
import dev.sentinel.risk.caller.By;
import dev.sentinel.risk.config.Thresholds;
import dev.sentinel.risk.config.ThresholdsInForce;
import dev.sentinel.risk.feature.FeatureVector;
import dev.sentinel.risk.model.ModelRegistry;
import dev.sentinel.risk.model.ScoringModel;
import dev.sentinel.risk.payment.Events;
import dev.sentinel.risk.payment.NewPayment;
import dev.sentinel.risk.payment.ScoreRequest;
import dev.sentinel.risk.state.FeatureState;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Scores payments: gather → decide → record (DESIGN.md section 8). Knows nothing of HTTP and
 * nothing of JSON.
 */
public final class Scoring implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final GroupCommit.Limits LIMITS = new GroupCommit.Limits(4_096, 64, PATIENCE);

    private final FeatureState state;
    private final ModelRegistry models;
    private final ThresholdsInForce thresholds;
    private final Clock clock;
    private final Ids ids;
    private final String llmVersion;
    private final Turns turns = new Turns(PATIENCE);
    private final GroupCommit<Score, ScoreOutcome> commits;

    /**
     * Starts the writer.
     *
     * @param llmVersion named in every answer (contract §3.3)
     */
    public Scoring(
            Database database,
            AuditLog audit,
            FeatureState state,
            ModelRegistry models,
            ThresholdsInForce thresholds,
            Consequence consequence,
            Clock clock,
            Ids ids,
            String llmVersion) {
        this.state = state;
        this.models = models;
        this.thresholds = thresholds;
        this.clock = clock;
        this.ids = ids;
        this.llmVersion = llmVersion;
        DecisionLog decisions = new DecisionLog(database, audit, state.features(), consequence);
        this.commits = new GroupCommit<>("risk-decisions", LIMITS, decisions::commit);
    }

    /** The actions that scoring writes to the audit log. */
    public static List<Action> actions() {
        return List.of(DecisionLog.MADE);
    }

    /** Scores one payment; when it returns, the decision is durable and counted. */
    public ScoreOutcome score(By by, String requestId, Instant receivedAt, ScoreRequest request) {
        if (!state.complete()) {
            return new ScoreOutcome.Rebuilding();
        }
        Optional<ScoringModel> model = models.active();
        if (model.isEmpty()) {
            return new ScoreOutcome.NoActiveModel();
        }
        Thresholds inForce = thresholds.of(by.workspace());
        return turns.of(
                by.workspace(),
                request.parties().senderEntityId(),
                () -> {
                    FeatureVector vector = gather(by.workspace(), request);
                    Decider.Verdict verdict = Decider.decide(request, vector, model.get(), inForce);
                    Answer answer = answer(verdict, model.get(), requestId, receivedAt, request);
                    return commits.submit(
                            new Score(
                                    ids.next(),
                                    by,
                                    new NewPayment(
                                            by.workspace(),
                                            request,
                                            request.fingerprint(),
                                            receivedAt.truncatedTo(ChronoUnit.MICROS)),
                                    clock.instant().truncatedTo(ChronoUnit.MICROS),
                                    verdict.probability(),
                                    verdict.attribution(),
                                    inForce,
                                    vector,
                                    answer));
                });
    }

    /** Commits what was accepted, then stops. */
    @Override
    public void close() {
        commits.close();
    }

    /**
     * Features as of the payment's own time; what the caller measured replaces what we computed.
     */
    private FeatureVector gather(String workspace, ScoreRequest request) {
        FeatureVector vector =
                state.features()
                        .compute(Events.of(workspace, request.payment(), request.parties()));
        Map<String, Double> overrides = new HashMap<>();
        for (Map.Entry<String, BigDecimal> override : request.featureOverrides().entrySet()) {
            if (vector.schema().has(override.getKey())) {
                overrides.put(override.getKey(), override.getValue().doubleValue());
            }
        }
        return overrides.isEmpty() ? vector : vector.with(overrides);
    }

    private Answer answer(
            Decider.Verdict verdict,
            ScoringModel model,
            String requestId,
            Instant receivedAt,
            ScoreRequest request) {
        long latency = Math.max(0, Duration.between(receivedAt, clock.instant()).toMillis());
        return new Answer(
                verdict.score(),
                verdict.decision(),
                verdict.explanation().reasons(),
                verdict.explanation().evidence(),
                model.version(),
                llmVersion,
                requestId,
                Math.toIntExact(Math.min(latency, Integer.MAX_VALUE)),
                request.kycRefs().isEmpty() ? LlmStatus.READY : LlmStatus.PENDING);
    }
}
