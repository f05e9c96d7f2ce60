package dev.sentinel.risk.decision;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.sql.Tx;
import dev.sentinel.risk.config.Decision;
import dev.sentinel.risk.config.Thresholds;
import dev.sentinel.risk.payment.Columns;
import dev.sentinel.risk.payment.PaymentKey;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** The only class that knows {@code risk.risk_scores}. Rows are added, never changed. */
public final class ScoreStore {

    void insert(Tx tx, List<Score> scores) {
        tx.execute(
                """
                INSERT INTO risk.risk_scores
                      (id, workspace, tx_id, scored_at, risk_score, decision, probability, reasons,
                       evidence, base_points, points, thresholds, model_version, schema_hash, vector_hash,
                       vector, overrides, llm_version, llm_status, request_id, latency_ms, scored_by)
                SELECT CAST(id AS uuid), workspace, tx_id, CAST(scored_at AS timestamptz),
                       CAST(risk_score AS smallint), decision, CAST(probability AS double precision),
                       CAST(reasons AS jsonb), CAST(evidence AS jsonb), CAST(base_points AS smallint),
                       CAST(points AS jsonb), CAST(thresholds AS jsonb), model_version, schema_hash,
                       vector_hash, decode(vector, 'hex'), CAST(overrides AS jsonb), llm_version,
                       llm_status, request_id, CAST(latency_ms AS integer), scored_by
                  FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    AS t(id, workspace, tx_id, scored_at, risk_score, decision, probability, reasons,
                         evidence, base_points, points, thresholds, model_version, schema_hash,
                         vector_hash, vector, overrides, llm_version, llm_status, request_id, latency_ms,
                         scored_by)
                """,
                arguments(scores));
    }

    /** The first answer that each of these payments got; absent when it got none. */
    Map<PaymentKey, Answer> firstAnswers(Tx tx, Collection<PaymentKey> keys) {
        List<PaymentKey> wanted = List.copyOf(keys);
        Map<PaymentKey, Answer> answers = new HashMap<>();
        tx.list(
                        row -> Map.entry(key(row), answer(row)),
                        """
                        SELECT DISTINCT ON (s.workspace, s.tx_id) s.*
                          FROM unnest(?, ?) AS k(workspace, tx_id)
                          JOIN risk.risk_scores s USING (workspace, tx_id)
                         ORDER BY s.workspace, s.tx_id, s.scored_at, s.id
                        """,
                        Columns.text(wanted, PaymentKey::workspace),
                        Columns.text(wanted, PaymentKey::txId))
                .forEach(entry -> answers.put(entry.getKey(), entry.getValue()));
        return answers;
    }

    /** The scores of one payment, newest first, at most 20. */
    public List<StoredScore> of(Tx tx, String workspace, String txId) {
        return tx.list(
                ScoreStore::stored,
                """
                SELECT * FROM risk.risk_scores
                 WHERE workspace = ? AND tx_id = ?
                 ORDER BY scored_at DESC, id DESC
                 LIMIT 20
                """,
                workspace,
                txId);
    }

    /** Every stored score of a model, in order, streamed. */
    public void each(Tx tx, String modelVersion, Consumer<StoredScore> consumer) {
        tx.each(
                ScoreStore::stored,
                consumer,
                "SELECT * FROM risk.risk_scores WHERE model_version = ? ORDER BY id",
                modelVersion);
    }

    private static Object[] arguments(List<Score> scores) {
        return new Object[] {
            Columns.text(scores, score -> score.id().toString()),
            Columns.text(scores, score -> score.payment().workspace()),
            Columns.text(scores, score -> score.payment().request().payment().txId()),
            Columns.text(scores, score -> score.scoredAt().toString()),
            Columns.text(scores, score -> Integer.toString(score.answer().score())),
            Columns.text(scores, score -> score.answer().decision().name()),
            Columns.text(scores, score -> Double.toString(score.probability())),
            Columns.text(scores, score -> Json.text(score.answer().reasons())),
            Columns.text(scores, score -> Json.text(score.answer().evidence())),
            Columns.text(scores, score -> Integer.toString(score.attribution().basePoints())),
            Columns.text(scores, score -> Json.text(points(score.attribution()))),
            Columns.text(scores, score -> Json.text(score.thresholds().fields())),
            Columns.text(scores, score -> score.answer().modelVersion()),
            Columns.text(scores, score -> score.vector().schema().hash()),
            Columns.text(scores, score -> score.vector().hash()),
            Columns.text(scores, score -> HexFormat.of().formatHex(bytes(score.vector().values()))),
            Columns.text(scores, score -> Json.text(score.payment().request().featureOverrides())),
            Columns.text(scores, score -> score.answer().llmVersion()),
            Columns.text(scores, score -> score.answer().llmStatus().wire()),
            Columns.text(scores, score -> score.answer().requestId()),
            Columns.text(scores, score -> Integer.toString(score.answer().latencyMillis())),
            Columns.text(scores, score -> score.by().actor().id())
        };
    }

    private static Map<String, Integer> points(Attribution attribution) {
        Map<String, Integer> points = new LinkedHashMap<>();
        for (Attribution.Share share : attribution.families()) {
            points.put(share.family().name().toLowerCase(Locale.ROOT), share.points());
        }
        return points;
    }

    /** Big-endian floats, bit for bit. */
    private static byte[] bytes(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES);
        bytes.asFloatBuffer().put(vector);
        return bytes.array();
    }

    private static PaymentKey key(ResultSet row) throws SQLException {
        return new PaymentKey(row.getString("workspace"), row.getString("tx_id"));
    }

    private static StoredScore stored(ResultSet row) throws SQLException {
        Map<String, Integer> points = new LinkedHashMap<>();
        Json.tree(row.getString("points"))
                .properties()
                .forEach(family -> points.put(family.getKey(), family.getValue().intValue()));
        return new StoredScore(
                key(row),
                row.getObject("scored_at", OffsetDateTime.class).toInstant(),
                answer(row),
                row.getDouble("probability"),
                row.getInt("base_points"),
                points,
                Thresholds.of(Json.tree(row.getString("thresholds"))),
                row.getString("schema_hash"),
                row.getString("vector_hash"),
                ByteBuffer.wrap(row.getBytes("vector")).asFloatBuffer().asReadOnlyBuffer());
    }

    private static Answer answer(ResultSet row) throws SQLException {
        List<String> reasons = new ArrayList<>();
        Json.tree(row.getString("reasons")).forEach(reason -> reasons.add(reason.textValue()));
        List<Evidence> evidence = new ArrayList<>();
        Json.tree(row.getString("evidence")).forEach(item -> evidence.add(evidence(item)));
        return new Answer(
                row.getInt("risk_score"),
                Decision.valueOf(row.getString("decision")),
                reasons,
                evidence,
                row.getString("model_version"),
                row.getString("llm_version"),
                row.getString("request_id"),
                row.getInt("latency_ms"),
                LlmStatus.ofWire(row.getString("llm_status")));
    }

    private static Evidence evidence(JsonNode item) {
        return new Evidence(
                item.required("source").textValue(),
                item.required("key").textValue(),
                item.required("quote").textValue());
    }
}
