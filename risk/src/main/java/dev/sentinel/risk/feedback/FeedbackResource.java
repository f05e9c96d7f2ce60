package dev.sentinel.risk.feedback;

import dev.sentinel.risk.caller.By;
import dev.sentinel.risk.state.FeatureState;
import dev.sentinel.trust.Role;
import dev.sentinel.trust.Rules;
import dev.sentinel.web.JsonBody;
import dev.sentinel.web.Problem;
import dev.sentinel.web.Request;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code POST /v1/risk/feedback} (contract §7). */
public final class FeedbackResource implements Resource {
    private static final int MAX_ID = 128;

    private final Feedback feedback;
    private final LabelReader reader;
    private final FeatureState state;

    public FeedbackResource(Feedback feedback, LabelReader reader, FeatureState state) {
        this.feedback = feedback;
        this.reader = reader;
        this.state = state;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post("/v1/risk/feedback")
                        .access(Rules.anyOf(Rules.role(Role.ANALYST), Rules.scope("risk:score")))
                        .to(this::give));
    }

    private Response give(Request request) {
        JsonBody body = request.json();
        Label label = reader.read(body, body.text("tx_id", MAX_ID));
        body.refuseUnknown();
        return switch (feedback.give(By.of(request), label)) {
            case Feedback.LabelOutcome.Stored(_) -> Response.json(201, json(label));
            case Feedback.LabelOutcome.Repeated() -> Response.json(200, json(label));
            case Feedback.LabelOutcome.Rebuilding() -> throw state.incomplete();
            case Feedback.LabelOutcome.NoSuchPayment(var txId) ->
                    throw Problem.notFound(
                            "no_such_transaction", "there is no transaction " + txId);
        };
    }

    private static Map<String, Object> json(Label label) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("tx_id", label.txId());
        json.put("label_type", label.type().wire());
        json.put("label_value", label.value());
        json.put("source", label.source().wire());
        json.put("note", label.note());
        json.put("labeled_at", label.labeledAt().toString());
        json.put(
                "target",
                label.target()
                        .map(positive -> positive ? "positive" : "negative")
                        .orElse("ignored"));
        return json;
    }
}
