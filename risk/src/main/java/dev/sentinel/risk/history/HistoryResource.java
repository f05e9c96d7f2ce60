package dev.sentinel.risk.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sentinel.base.json.Json;
import dev.sentinel.risk.caller.By;
import dev.sentinel.risk.feedback.LabelReader;
import dev.sentinel.risk.payment.ScoreRequest;
import dev.sentinel.risk.payment.ScoreRequestReader;
import dev.sentinel.risk.state.FeatureState;
import dev.sentinel.trust.Role;
import dev.sentinel.trust.Rules;
import dev.sentinel.web.JsonBody;
import dev.sentinel.web.Problem;
import dev.sentinel.web.Request;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * {@code POST /v1/history}: one past payment a line (NDJSON), each {@code {"transaction",
 * "entities", "label"?}} in the words of the score and feedback requests. Path and shape are ours.
 */
public final class HistoryResource implements Resource {
    private static final int MAX_LINES = 5_000;
    private static final int MAX_BODY = 4 * 1024 * 1024;

    private final History history;
    private final ScoreRequestReader payments;
    private final LabelReader labels;
    private final FeatureState state;

    public HistoryResource(
            History history, ScoreRequestReader payments, LabelReader labels, FeatureState state) {
        this.history = history;
        this.payments = payments;
        this.labels = labels;
        this.state = state;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post("/v1/history")
                        .access(Rules.anyOf(Rules.role(Role.ADMIN), Rules.scope("risk:admin")))
                        .maxBody(MAX_BODY)
                        .to(this::upload));
    }

    private Response upload(Request request) {
        requireNdjson(request);
        return switch (history.upload(By.of(request), lines(request.body()))) {
            case History.UploadOutcome.Uploaded(var received, var added, var labels) ->
                    Response.json(
                            200, Map.of("received", received, "added", added, "labels", labels));
            case History.UploadOutcome.DifferentPayment(var txId) ->
                    throw Problem.conflict(
                            "tx_id_reused",
                            "tx_id " + txId + " is known with other content: nothing was stored");
            case History.UploadOutcome.Rebuilding() -> throw state.incomplete();
        };
    }

    private static void requireNdjson(Request request) {
        String type = request.header("Content-Type").orElse("").split(";", 2)[0].strip();
        if (!type.equals("application/x-ndjson") && !type.equals("application/jsonl")) {
            throw Problem.of(
                    Problem.Kind.UNSUPPORTED_MEDIA_TYPE,
                    "Content-Type must be application/x-ndjson or application/jsonl");
        }
    }

    private List<HistoryLine> lines(byte[] body) {
        List<HistoryLine> lines = new ArrayList<>();
        int number = 0;
        for (int start = 0; start < body.length; number++) {
            int end = endOfLine(body, start);
            byte[] line = Arrays.copyOfRange(body, start, end);
            if (!blank(line)) {
                lines.add(line(line, number + 1));
            }
            if (lines.size() > MAX_LINES) {
                throw Problem.malformed("an upload has at most " + MAX_LINES + " lines");
            }
            start = end + 1;
        }
        if (lines.isEmpty()) {
            throw Problem.malformed("the body has no lines");
        }
        return lines;
    }

    private HistoryLine line(byte[] json, int number) {
        try {
            JsonBody body = JsonBody.of(Json.read(json));
            ScoreRequest request =
                    ScoreRequest.plain(
                            payments.payment(body.object("transaction")),
                            payments.parties(body.object("entities")));
            var label =
                    body.optionalObject("label")
                            .map(object -> {
                                var read = labels.read(object, request.payment().txId());
                                object.refuseUnknown();
                                return read;
                            });
            body.refuseUnknown();
            return new HistoryLine(request, label);
        } catch (JsonProcessingException e) {
            throw Problem.malformed("line " + number + " is not valid JSON");
        } catch (Problem problem) {
            Problem named =
                    Problem.of(problem.kind(), "line " + number + ": " + problem.text())
                            .detail("line", number);
            problem.details().forEach(named::detail);
            throw named;
        }
    }

    private static int endOfLine(byte[] body, int start) {
        for (int i = start; i < body.length; i++) {
            if (body[i] == '\n') {
                return i;
            }
        }
        return body.length;
    }

    private static boolean blank(byte[] line) {
        for (byte each : line) {
            if (each != ' ' && each != '\r' && each != '\t') {
                return false;
            }
        }
        return true;
    }
}
