package dev.sentinel.risk;

import static dev.sentinel.risk.TestRequests.payment;
import static dev.sentinel.risk.TestRisk.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import dev.sentinel.risk.replay.Recompute;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything around the score: thresholds, labels, cases, history, models, starting again. */
class RiskTest {
    @TempDir Path models;
    private TestRisk risk;

    @BeforeEach
    void start() throws Exception {
        risk = TestRisk.start(models);
    }

    @AfterEach
    void stop() {
        risk.close();
    }

    @Test
    void isHealthyForAnybody() {
        HttpResponse<String> response = risk.get("/healthz", "");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"status\":\"ok\"}");
    }

    @Test
    void thresholdsBeginWithTheContractsAndChangeOnTheRecord() {
        assertThat(risk.get("/v1/admin/config", "admin").body())
                .isEqualTo(
                        "{\"block_threshold\":850,\"hold_threshold\":700,"
                                + "\"review_threshold\":500,\"prompt_version\":\"sentra-llm-v0.1\"}");

        HttpResponse<String> changed = risk.put("/v1/admin/config", "admin", config(880, 720, 520));

        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        assertThat(risk.get("/v1/admin/config", "admin").body()).contains("880");
        assertThat(risk.audited("risk.config.changed")).isEqualTo(1);
    }

    @Test
    void thresholdsMustRiseAndAreForAdministrators() {
        HttpResponse<String> wrong = risk.put("/v1/admin/config", "admin", config(700, 720, 520));

        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(tree(wrong).get("errors").get(0).get("field").textValue())
                .isEqualTo("hold_threshold");
        assertThat(risk.put("/v1/admin/config", "admin", config(1001, 720, 520)).statusCode())
                .isEqualTo(422);
        assertThat(risk.get("/v1/admin/config", "analyst").statusCode()).isEqualTo(403);
    }

    @Test
    void aChangedThresholdDecidesTheNextPayment() {
        risk.activateModel();
        risk.put("/v1/admin/config", "admin", config(3, 2, 1));

        JsonNode answer = tree(risk.post("/v1/risk/score", "scorer", payment("tx_1", "al", 99999)));

        assertThat(answer.get("decision").textValue()).isEqualTo("BLOCK");
    }

    @Test
    void feedbackIsStoredOnceAndTellsItsTarget() {
        risk.activateModel();
        risk.post("/v1/risk/score", "scorer", payment("m2txn_260605_001", "alice", 10));

        HttpResponse<String> first = risk.post("/v1/risk/feedback", "analyst", label("fraud", 1));
        HttpResponse<String> again = risk.post("/v1/risk/feedback", "analyst", label("fraud", 1));

        assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
        assertThat(tree(first).get("target").textValue()).isEqualTo("positive");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(risk.count("SELECT count(*) FROM risk.feedback_labels")).isEqualTo(1);
        assertThat(risk.audited("feedback.given")).isEqualTo(1);
        assertThat(
                        tree(risk.post("/v1/risk/feedback", "analyst", label("refund", 1)))
                                .get("target"))
                .hasToString("\"ignored\"");
    }

    @Test
    void feedbackOnAnUnknownPaymentIsNotFound() {
        HttpResponse<String> response =
                risk.post("/v1/risk/feedback", "analyst", label("fraud", 1));

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(risk.post("/v1/risk/feedback", "viewer", label("fraud", 1)).statusCode())
                .isEqualTo(403);
        assertThat(risk.post("/v1/risk/feedback", "analyst", label("frod", 1)).statusCode())
                .isEqualTo(422);
    }

    @Test
    void casesAreListedFilteredAndRead() {
        risk.activateModel();
        risk.post("/v1/risk/score", "scorer", payment("tx_big", "alice", 99999));
        risk.post("/v1/risk/score", "scorer", payment("tx_small", "bob", 5));

        JsonNode list = tree(risk.get("/v1/cases?status=OPEN", "analyst"));

        assertThat(list.get("total").intValue()).isEqualTo(1);
        assertThat(list.get("page_size").intValue()).isEqualTo(20);
        JsonNode entry = list.get("cases").get(0);
        assertThat(entry.get("tx_id").textValue()).isEqualTo("tx_big");
        assertThat(entry.get("overridden").booleanValue()).isFalse();
        String id = entry.get("case_id").textValue();
        assertThat(tree(risk.get("/v1/cases?search=" + id, "analyst")).get("total").intValue())
                .isEqualTo(1);
        assertThat(tree(risk.get("/v1/cases?search=tx_small", "analyst")).get("total").intValue())
                .isZero();
        assertThat(tree(risk.get("/v1/cases?decision=PASS", "analyst")).get("total").intValue())
                .isZero();
        for (String wrong :
                List.of("status=LOST", "page_size=0", "page=x", "limit=5", "cursor=x")) {
            assertThat(risk.get("/v1/cases?" + wrong, "analyst").statusCode())
                    .as(wrong)
                    .isEqualTo(422);
        }

        JsonNode dossier = tree(risk.get("/v1/cases/" + id, "analyst"));
        assertThat(dossier.get("transaction").get("amount").intValue()).isEqualTo(99999);
        assertThat(dossier.get("scores")).hasSize(1);
        assertThat(risk.get("/v1/cases/" + id, "stranger").statusCode()).isEqualTo(404);
        assertThat(risk.get("/v1/cases/nonsense", "analyst").statusCode()).isEqualTo(404);
        assertThat(risk.get("/v1/transactions/tx_small", "analyst").statusCode()).isEqualTo(200);
        assertThat(risk.get("/v1/transactions/tx_none", "analyst").statusCode()).isEqualTo(404);
    }

    @Test
    void historyIsTakenInOnceAndNeverScored() {
        risk.activateModel();
        String lines = line("old_1", 10, true) + "\n" + line("old_2", 20, false) + "\n";

        JsonNode first = tree(upload(lines));
        JsonNode again = tree(upload(lines));

        assertThat(first.get("added").intValue()).isEqualTo(2);
        assertThat(first.get("labels").intValue()).isEqualTo(1);
        assertThat(again.get("received").intValue()).isEqualTo(2);
        assertThat(again.get("added").intValue()).isZero();
        assertThat(again.get("labels").intValue()).isZero();
        assertThat(upload(line("old_1", 11, false)).statusCode()).isEqualTo(409);
        assertThat(
                        risk.post("/v1/risk/score", "scorer", payment("old_2", "alice", 20))
                                .statusCode())
                .isEqualTo(409);
    }

    @Test
    void aBadLineOfHistoryIsNamedAndNothingIsStored() {
        HttpResponse<String> response =
                upload(line("old_1", 10, false) + "\n{\"transaction\":{}}\n");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(tree(response).get("detail").textValue()).startsWith("line 2: ");
        assertThat(upload(line("old_1", 10, false) + "\n{").statusCode()).isEqualTo(400);
        assertThat(risk.count("SELECT count(*) FROM risk.payment")).isZero();
        assertThat(risk.post("/v1/history", "analyst", "application/x-ndjson", "{}").statusCode())
                .isEqualTo(403);
    }

    @Test
    void modelsArePublishedActivatedAndRefused() {
        byte[] model = TestModels.largeAmountsAreFraud("sentra-score-xgb-v1").toBytes();
        String json = new String(model, StandardCharsets.UTF_8);

        assertThat(risk.post("/v1/models", "scorer", "application/json", json).statusCode())
                .isEqualTo(201);
        assertThat(risk.post("/v1/models", "scorer", "application/json", "{}").statusCode())
                .isEqualTo(422);
        assertThat(activate("sentra-score-xgb-v1").statusCode()).isEqualTo(200);
        assertThat(activate("sentra-score-xgb-v9").statusCode()).isEqualTo(404);

        JsonNode listing = tree(risk.get("/v1/models", "admin"));
        assertThat(listing.get("active").textValue()).isEqualTo("sentra-score-xgb-v1");
        assertThat(risk.audited("model.activated")).isEqualTo(1);
        assertThat(risk.get("/v1/models", "analyst").statusCode()).isEqualTo(403);
    }

    @Test
    void countsTheStoredPastAgainAfterAStart() throws Exception {
        risk.activateModel();
        risk.post("/v1/risk/score", "scorer", payment("tx_1", "alice", 10));
        upload(line("old_1", 10, true));
        long before = vectors();
        risk.post("/v1/risk/score", "scorer", payment("tx_2", "alice", 10));

        risk.restart();
        risk.post("/v1/risk/score", "scorer", payment("tx_3", "alice", 10));

        assertThat(before).isEqualTo(1);
        // Had the past been forgotten, the third vector would equal the first.
        assertThat(vectors()).isEqualTo(3);
    }

    @Test
    void recomputesEveryDecisionToTheBitAndFindsAnAlteredOne() {
        risk.activateModel();
        for (int i = 0; i < 10; i++) {
            risk.post("/v1/risk/score", "scorer", payment("tx_" + i, "alice", 10 + 700 * i));
        }
        Recompute recompute = new Recompute(risk.database(), risk.registry());

        assertThat(recompute.of(TestModels.VERSION).orElseThrow())
                .satisfies(report -> {
                    assertThat(report.checked()).isEqualTo(10);
                    assertThat(report.same()).isTrue();
                });

        risk.asOwner("UPDATE risk.risk_scores SET risk_score = 1 WHERE tx_id = 'tx_9'");
        assertThat(recompute.of(TestModels.VERSION).orElseThrow().examples())
                .singleElement()
                .asString()
                .startsWith("tx_9: score is 1");
        assertThat(recompute.of("no-such-model")).isEmpty();
    }

    private long vectors() {
        return risk.count("SELECT count(DISTINCT vector_hash) FROM risk.risk_scores");
    }

    private HttpResponse<String> upload(String lines) {
        return risk.post("/v1/history", "scorer", "application/x-ndjson", lines);
    }

    private HttpResponse<String> activate(String version) {
        return risk.put("/v1/models/active", "admin", Map.of("version", version));
    }

    private static Map<String, Object> config(int block, int hold, int review) {
        return Map.of(
                "block_threshold", block,
                "hold_threshold", hold,
                "review_threshold", review,
                "prompt_version", "sentra-llm-v0.2");
    }

    private static Map<String, Object> label(String type, int value) {
        return Map.of(
                "tx_id", "m2txn_260605_001",
                "label_type", type,
                "label_value", value,
                "source", "manual",
                "note", "confirmed by phone",
                "labeled_at", "2026-06-05T11:30:00Z");
    }

    private static String line(String txId, int amount, boolean fraud) {
        Map<String, Object> line = new LinkedHashMap<>(payment(txId, "alice", amount));
        if (fraud) {
            line.put("label", Map.of("label_type", "chargeback", "label_value", 1));
        }
        return Json.text(line);
    }
}
