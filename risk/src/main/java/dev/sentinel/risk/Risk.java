package dev.sentinel.risk;

import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.base.id.Ids;
import dev.sentinel.base.objects.ObjectStore;
import dev.sentinel.base.sql.Database;
import dev.sentinel.risk.casework.CaseResource;
import dev.sentinel.risk.casework.Cases;
import dev.sentinel.risk.config.ConfigResource;
import dev.sentinel.risk.config.ThresholdsInForce;
import dev.sentinel.risk.decision.ScoreResource;
import dev.sentinel.risk.decision.Scoring;
import dev.sentinel.risk.feature.Features;
import dev.sentinel.risk.feedback.Feedback;
import dev.sentinel.risk.feedback.FeedbackResource;
import dev.sentinel.risk.feedback.LabelReader;
import dev.sentinel.risk.history.History;
import dev.sentinel.risk.history.HistoryResource;
import dev.sentinel.risk.history.Rebuild;
import dev.sentinel.risk.model.ModelRegistry;
import dev.sentinel.risk.model.ModelResource;
import dev.sentinel.risk.model.Models;
import dev.sentinel.risk.model.PointerFollower;
import dev.sentinel.risk.payment.ScoreRequestReader;
import dev.sentinel.risk.state.FeatureState;
import dev.sentinel.trust.Rules;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The risk role, put together. Read this first: every object and every route it has is made here.
 * Needs the schema {@code risk}, and the {@link #actions} registered in the audit log.
 */
public final class Risk implements AutoCloseable {
    private final Database database;
    private final FeatureState state;
    private final ModelRegistry registry;
    private final Scoring scoring;
    private final List<Resource> resources;
    private Optional<Rebuild> rebuild = Optional.empty();
    private volatile Optional<PointerFollower> pointer = Optional.empty();

    /** Makes the role, without asking a store for anything. */
    public Risk(
            Database database,
            AuditLog audit,
            ObjectStore objects,
            Clock clock,
            RandomGenerator random,
            RiskConfig config) {
        this.database = database;
        Ids ids = new Ids(clock, random);
        Features features = new Features(config.features());
        state = new FeatureState(features);
        registry = new ModelRegistry(objects, config.activeModelKey(), features.schema(), clock);
        ThresholdsInForce thresholds = new ThresholdsInForce(database, audit, clock);
        Cases cases = new Cases(database, ids);
        scoring =
                new Scoring(
                        database,
                        audit,
                        state,
                        registry,
                        thresholds,
                        cases,
                        clock,
                        ids,
                        config.llmVersion());
        Feedback feedback = new Feedback(database, audit, state, clock, ids);
        History history = new History(database, audit, state, clock, ids);
        Models models = new Models(database, audit, registry);

        ScoreRequestReader payments = new ScoreRequestReader(features.schema(), clock);
        LabelReader labels = new LabelReader(clock);
        resources =
                List.of(
                        Risk::health,
                        new ScoreResource(scoring, payments, state),
                        new FeedbackResource(feedback, labels, state),
                        new ConfigResource(thresholds),
                        new CaseResource(cases),
                        new HistoryResource(history, payments, labels, state),
                        new ModelResource(models));
    }

    /** Counts the stored past and loads the model, in the back. It scores when {@link #ready}. */
    public void start() {
        rebuild = Optional.of(Rebuild.start(database, state));
        pointer = Optional.of(PointerFollower.start(registry));
    }

    /** Everything that this role writes to the audit log. */
    public static List<Action> actions() {
        List<Action> actions = new ArrayList<>(Scoring.actions());
        actions.add(ThresholdsInForce.CHANGED);
        actions.add(Feedback.GIVEN);
        actions.add(History.UPLOADED);
        actions.add(Models.PUBLISHED);
        actions.add(Models.ACTIVATED);
        return List.copyOf(actions);
    }

    /** What it serves. */
    public List<Resource> resources() {
        return resources;
    }

    /** Whether the stored past is counted and the active model, if there is one, loaded. */
    public boolean ready() {
        return state.complete() && pointer.filter(PointerFollower::hasLooked).isPresent();
    }

    /** Stops; decisions that were accepted are committed. */
    @Override
    public void close() {
        rebuild.ifPresent(Rebuild::close);
        pointer.ifPresent(PointerFollower::close);
        scoring.close();
    }

    /** The contract's whole body (§2). */
    private static List<Route> health() {
        return List.of(
                Route.get("/healthz")
                        .access(Rules.open())
                        .to(_ -> Response.json(200, Map.of("status", "ok"))));
    }
}
