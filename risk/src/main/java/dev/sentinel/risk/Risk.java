package dev.sentinel.risk;

import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.base.id.Ids;
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
import dev.sentinel.risk.model.ObjectStore;
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
import java.util.random.RandomGenerator;

/**
 * The risk role, put together. Read this first: every object and every route it has is made here.
 * Needs the schema {@code risk}, and the {@link #actions} registered in the audit log.
 */
public final class Risk implements AutoCloseable {
    private final FeatureState state;
    private final Rebuild rebuild;
    private final PointerFollower pointer;
    private final Scoring scoring;
    private final List<Resource> resources;

    private Risk(
            FeatureState state,
            Rebuild rebuild,
            PointerFollower pointer,
            Scoring scoring,
            List<Resource> resources) {
        this.state = state;
        this.rebuild = rebuild;
        this.pointer = pointer;
        this.scoring = scoring;
        this.resources = List.copyOf(resources);
    }

    /** Starts the role. It answers at once; it scores when {@link #ready}. */
    public static Risk start(
            Database database,
            AuditLog audit,
            ObjectStore objects,
            Clock clock,
            RandomGenerator random,
            RiskConfig config) {
        Ids ids = new Ids(clock, random);
        Features features = new Features(config.features());
        FeatureState state = new FeatureState(features);
        ModelRegistry registry =
                new ModelRegistry(objects, config.activeModelKey(), features.schema(), clock);
        ThresholdsInForce thresholds = new ThresholdsInForce(database, audit, clock);
        Cases cases = new Cases(database, ids);
        Scoring scoring =
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
        List<Resource> resources = new ArrayList<>();
        resources.add(Risk::health);
        resources.add(new ScoreResource(scoring, payments, state));
        resources.add(new FeedbackResource(feedback, labels, state));
        resources.add(new ConfigResource(thresholds));
        resources.add(new CaseResource(cases));
        resources.add(new HistoryResource(history, payments, labels, state));
        resources.add(new ModelResource(models));

        return new Risk(
                state,
                Rebuild.start(database, state),
                PointerFollower.start(registry),
                scoring,
                resources);
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

    /** Whether the stored past is counted, so that it scores. */
    public boolean ready() {
        return state.complete();
    }

    /** Stops; decisions that were accepted are committed. */
    @Override
    public void close() {
        rebuild.close();
        pointer.close();
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
