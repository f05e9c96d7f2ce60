package dev.sentinel.risk.decision;

import dev.sentinel.risk.caller.By;
import dev.sentinel.risk.payment.ScoreRequest;
import dev.sentinel.risk.payment.ScoreRequestReader;
import dev.sentinel.risk.state.FeatureState;
import dev.sentinel.trust.Role;
import dev.sentinel.trust.Rules;
import dev.sentinel.web.Problem;
import dev.sentinel.web.Request;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.util.List;

/** {@code POST /v1/risk/score} (contract §3). */
public final class ScoreResource implements Resource {
    /** Sixteen documents with ten thousand characters each, and room for the rest. */
    private static final int MAX_BODY = 512 * 1024;

    private final Scoring scoring;
    private final ScoreRequestReader reader;
    private final FeatureState state;

    public ScoreResource(Scoring scoring, ScoreRequestReader reader, FeatureState state) {
        this.scoring = scoring;
        this.reader = reader;
        this.state = state;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post("/v1/risk/score")
                        .access(Rules.anyOf(Rules.role(Role.ANALYST), Rules.scope("risk:score")))
                        .maxBody(MAX_BODY)
                        .to(this::score));
    }

    private Response score(Request request) {
        ScoreRequest payment = reader.scoreRequest(request.json());
        return switch (scoring.score(
                By.of(request), request.requestId(), request.receivedAt(), payment)) {
            case ScoreOutcome.Scored(var answer) -> Response.json(200, AnswerJson.of(answer));
            case ScoreOutcome.Repeated(var answer) -> Response.json(200, AnswerJson.of(answer));
            case ScoreOutcome.DifferentPayment(var txId) ->
                    throw Problem.conflict(
                            "tx_id_reused",
                            "tx_id "
                                    + txId
                                    + " was used for another payment: send the same body again, or a"
                                    + " new tx_id");
            case ScoreOutcome.PartOfHistory(var txId) ->
                    throw Problem.conflict(
                            "part_of_history",
                            "tx_id "
                                    + txId
                                    + " was uploaded as history and is not scored: use a new tx_id");
            case ScoreOutcome.NoActiveModel() ->
                    throw Problem.unavailable(
                            "no model is active: publish one with POST /v1/models and activate it with"
                                    + " PUT /v1/models/active");
            case ScoreOutcome.Rebuilding() -> throw state.incomplete();
        };
    }
}
