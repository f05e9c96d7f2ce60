package dev.sentinel.risk.decision;

import static dev.sentinel.risk.TestRequests.example;
import static dev.sentinel.risk.TestRequests.payment;
import static dev.sentinel.risk.TestRequests.with;
import static dev.sentinel.risk.TestRisk.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.risk.TestModels;
import dev.sentinel.risk.TestRisk;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code POST /v1/risk/score} over real HTTP, on a real PostgreSQL, with a real model (contract
 * §3).
 */
class ScoreResourceTest {
    private static final String SCORE = "/v1/risk/score";

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
    void answersTheContractsExampleInItsShape() {
        risk.activateModel();

        HttpResponse<String> response = risk.post(SCORE, "scorer", example());

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode answer = tree(response);
        assertThat(answer.fieldNames())
                .toIterable()
                .containsExactly(
                        "risk_score",
                        "decision",
                        "reasons",
                        "evidence",
                        "model_version",
                        "llm_version",
                        "request_id",
                        "latency_ms",
                        "llm_status");
        assertThat(answer.get("risk_score").intValue()).isBetween(500, 1000);
        assertThat(answer.get("decision").textValue()).isIn("REVIEW", "HOLD", "BLOCK");
        assertThat(answer.get("reasons")).isNotEmpty().hasSizeLessThanOrEqualTo(3);
        assertThat(answer.get("evidence")).isNotEmpty().hasSizeLessThanOrEqualTo(4);
        assertThat(answer.get("evidence").toString())
                .contains("{\"source\":\"field\",\"key\":\"amount\",\"quote\":\"84250\"}");
        assertThat(answer.get("model_version").textValue()).isEqualTo(TestModels.VERSION);
        assertThat(answer.get("llm_status").textValue()).isEqualTo("pending");
    }

    @Test
    void keepsEverythingTheDecisionRestsOnAndOpensACase() {
        risk.activateModel();

        risk.post(SCORE, "scorer", example());

        assertThat(risk.count("SELECT count(*) FROM risk.payment")).isEqualTo(1);
        assertThat(risk.count("SELECT count(*) FROM risk.entity")).isEqualTo(2);
        assertThat(risk.count("SELECT count(*) FROM risk.kyc_ref")).isEqualTo(1);
        assertThat(
                        risk.count(
                                """
                                SELECT count(*) FROM risk.risk_scores
                                 WHERE risk_score = base_points
                                     + (SELECT sum(value::int) FROM jsonb_each_text(points))
                                   AND scored_by = 'agt_bot' AND length(vector_hash) = 64
                                """))
                .isEqualTo(1);
        assertThat(risk.count("SELECT count(*) FROM risk.review_case WHERE status = 'OPEN'"))
                .isEqualTo(1);
        assertThat(risk.audited("decision.made")).isEqualTo(1);
    }

    @Test
    void passesASmallPaymentWithoutACase() {
        risk.activateModel();

        JsonNode answer = tree(risk.post(SCORE, "analyst", payment("tx_small", "alice", "12.50")));

        assertThat(answer.get("decision").textValue()).isEqualTo("PASS");
        assertThat(answer.get("llm_status").textValue()).isEqualTo("ready");
        assertThat(risk.count("SELECT count(*) FROM risk.review_case")).isZero();
    }

    @Test
    void givesTheSameAnswerToTheSamePaymentHoweverItIsWritten() {
        risk.activateModel();
        HttpResponse<String> first = risk.post(SCORE, "scorer", payment("tx_1", "alice", 1000));

        HttpResponse<String> again =
                risk.post(
                        SCORE,
                        "scorer",
                        with(
                                payment("tx_1", "alice", "1000.00"),
                                "transaction",
                                "created_at",
                                "2026-06-05T12:00:00+02:00"));

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(risk.count("SELECT count(*) FROM risk.risk_scores")).isEqualTo(1);
    }

    @Test
    void refusesAnotherPaymentUnderAUsedId() {
        risk.activateModel();
        risk.post(SCORE, "scorer", payment("tx_1", "alice", 10));

        HttpResponse<String> other = risk.post(SCORE, "scorer", payment("tx_1", "alice", 99999));

        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(tree(other).get("code").textValue()).isEqualTo("tx_id_reused");
        assertThat(risk.count("SELECT count(*) FROM risk.risk_scores")).isEqualTo(1);
    }

    @Test
    void storesOneOfManyEqualRequestsAtOnceAndAnswersAllAlike() {
        risk.activateModel();
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(risk.begin(SCORE, "scorer", payment("tx_1", "alice", 100)));
            all.add(risk.begin(SCORE, "scorer", payment("tx_1", "mallory" + i, 100)));
        }

        Map<Integer, Long> statuses =
                all.stream()
                        .map(CompletableFuture::join)
                        .collect(
                                Collectors.groupingBy(
                                        HttpResponse::statusCode, Collectors.counting()));

        assertThat(statuses.keySet()).isSubsetOf(200, 409);
        assertThat(risk.count("SELECT count(*) FROM risk.risk_scores")).isEqualTo(1);
        assertThat(
                        all.stream()
                                .map(CompletableFuture::join)
                                .filter(response -> response.statusCode() == 200)
                                .map(HttpResponse::body)
                                .distinct())
                .hasSize(1);
    }

    @Test
    void seesASendersEarlierPaymentsEvenInABurst() {
        risk.activateModel();
        List<CompletableFuture<HttpResponse<String>>> burst = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            burst.add(risk.begin(SCORE, "scorer", payment("tx_" + i, "mallory", 10)));
        }
        burst.forEach(CompletableFuture::join);

        // The vectors differ, because each payment sees the ones before it.
        assertThat(risk.count("SELECT count(DISTINCT vector_hash) FROM risk.risk_scores"))
                .isEqualTo(10);
    }

    @Test
    void keepsWorkspacesApart() {
        risk.activateModel();
        risk.post(SCORE, "analyst", payment("tx_1", "alice", 10));

        HttpResponse<String> theirs = risk.post(SCORE, "stranger", payment("tx_1", "alice", 20));

        assertThat(theirs.statusCode()).isEqualTo(200);
        assertThat(risk.get("/v1/transactions/tx_1", "stranger").body()).contains("20");
        assertThat(risk.count("SELECT count(DISTINCT vector_hash) FROM risk.risk_scores"))
                .isEqualTo(2);
    }

    @Test
    void answers503WithoutAModel() {
        HttpResponse<String> response = risk.post(SCORE, "scorer", example());

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(tree(response).get("detail").textValue()).contains("no model is active");
        assertThat(risk.count("SELECT count(*) FROM risk.payment")).isZero();
    }

    @Test
    void replacesFeaturesThatTheCallerMeasured() {
        risk.activateModel();
        Map<String, Object> request = payment("tx_1", "alice", 10);
        request.put("feature_overrides", Map.of("amount_usd", 90_000, "amount_log", 11.4));

        JsonNode answer = tree(risk.post(SCORE, "scorer", request));

        assertThat(answer.get("decision").textValue()).isNotEqualTo("PASS");
    }

    @Test
    void needsTheRoleOrTheScope() {
        assertThat(risk.post(SCORE, "", example()).statusCode()).isEqualTo(401);
        assertThat(risk.post(SCORE, "viewer", example()).statusCode()).isEqualTo(403);
        assertThat(risk.post(SCORE, "idler", example()).statusCode()).isEqualTo(403);
    }

    @Test
    void namesTheFieldThatIsWrongAndWhatWouldBeRight() {
        assertRefused(
                with(example(), "transaction", "currency", "XXX"), "transaction.currency", "BRL");
        assertRefused(with(example(), "transaction", "psp", "Stripe"), "transaction.psp", "stripe");
        assertRefused(with(example(), "transaction", "amount", -1), "transaction.amount", "from 0");
        assertRefused(
                with(example(), "transaction", "amount", "1e999999999"),
                "transaction.amount",
                "decimal");
        assertRefused(
                with(example(), "transaction", "amount", null), "transaction.amount", "required");
        assertRefused(
                with(example(), "transaction", "created_at", "2027-01-01T00:00:00Z"),
                "transaction.created_at",
                "future");
        assertRefused(
                with(example(), "transaction", "tx_id", "a\nb"), "transaction.tx_id", "control");
        assertRefused(
                with(example(), "transaction", "tx_id", " \u2028"), "transaction.tx_id", "blank");
        assertRefused(
                with(example(), "transaction", "colour", "red"), "transaction.colour", "known");
        assertRefused(
                with(example(), "entities", "sender_country", "br"),
                "entities.sender_country",
                "two upper-case");
        Map<String, Object> override = example();
        override.put("feature_overrides", Map.of("amout_usd", 1));
        assertRefused(override, "feature_overrides.amout_usd", "known");
        assertThat(risk.count("SELECT count(*) FROM risk.payment")).isZero();
    }

    @Test
    void refusesWhatIsNoJsonOrTooLarge() {
        assertThat(risk.post(SCORE, "scorer", "application/json", "{\"transaction\":").statusCode())
                .isEqualTo(400);
        assertThat(risk.post(SCORE, "scorer", "text/plain", "{}").statusCode()).isEqualTo(415);
        assertThat(
                        risk.post(SCORE, "scorer", "application/json", " ".repeat(600 * 1024))
                                .statusCode())
                .isEqualTo(413);
    }

    private void assertRefused(Map<String, Object> request, String field, String right) {
        HttpResponse<String> response = risk.post(SCORE, "scorer", request);
        assertThat(response.statusCode()).as(response.body()).isIn(400, 422);
        JsonNode error = tree(response).get("errors").get(0);
        assertThat(error.get("field").textValue()).isEqualTo(field);
        assertThat(error.get("message").textValue()).contains(right);
    }
}
