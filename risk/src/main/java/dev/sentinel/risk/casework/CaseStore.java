package dev.sentinel.risk.casework;

import dev.sentinel.base.sql.Tx;
import dev.sentinel.risk.config.Decision;
import dev.sentinel.risk.decision.LlmStatus;
import dev.sentinel.risk.payment.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * The only class that writes {@code risk.review_case}; its queue also reads payments and scores.
 */
final class CaseStore {
    private static final String MATCHES =
            """
             WHERE c.workspace = ?
               AND (CAST(? AS text) IS NULL OR c.status = ?)
               AND (CAST(? AS text) IS NULL OR coalesce(c.final_decision, c.model_decision) = ?)
               AND (CAST(? AS text) IS NULL OR c.tx_id = ? OR CAST(c.id AS text) = ?)
            """;

    /** A new case; {@code workspace} is its payment's. */
    record Opening(UUID id, String workspace, String txId, Decision decision, Instant at) {}

    /** One case a payment: a payment that has one keeps it. */
    void open(Tx tx, List<Opening> openings) {
        tx.execute(
                """
                INSERT INTO risk.review_case
                      (id, workspace, tx_id, status, model_decision, opened_at, updated_at)
                SELECT CAST(id AS uuid), workspace, tx_id, 'OPEN', decision, CAST(at AS timestamptz),
                       CAST(at AS timestamptz)
                  FROM unnest(?, ?, ?, ?, ?) AS t(id, workspace, tx_id, decision, at)
                ON CONFLICT (workspace, tx_id) DO NOTHING
                """,
                Columns.text(openings, opening -> opening.id().toString()),
                Columns.text(openings, Opening::workspace),
                Columns.text(openings, Opening::txId),
                Columns.text(openings, opening -> opening.decision().name()),
                Columns.text(openings, opening -> opening.at().toString()));
    }

    List<QueueEntry> page(Tx tx, String workspace, CaseFilter filter) {
        return tx.list(
                CaseStore::entry,
                """
                SELECT c.*, p.amount, p.currency, s.risk_score, s.llm_status
                  FROM risk.review_case c
                  JOIN risk.payment p USING (workspace, tx_id)
                  JOIN LATERAL (SELECT risk_score, llm_status
                                  FROM risk.risk_scores s
                                 WHERE s.workspace = c.workspace AND s.tx_id = c.tx_id
                                 ORDER BY s.scored_at DESC, s.id DESC
                                 LIMIT 1) s ON true
                """
                        + MATCHES
                        + " ORDER BY c.updated_at DESC, c.id DESC LIMIT ? OFFSET ?",
                workspace,
                filter.status(),
                filter.status(),
                filter.decision(),
                filter.decision(),
                filter.search(),
                filter.search(),
                filter.search().map(text -> text.toLowerCase(Locale.ROOT)),
                filter.pageSize(),
                filter.offset());
    }

    long count(Tx tx, String workspace, CaseFilter filter) {
        return tx.one(
                        row -> row.getLong(1),
                        "SELECT count(*) FROM risk.review_case c" + MATCHES,
                        workspace,
                        filter.status(),
                        filter.status(),
                        filter.decision(),
                        filter.decision(),
                        filter.search(),
                        filter.search(),
                        filter.search().map(text -> text.toLowerCase(Locale.ROOT)))
                .orElseThrow();
    }

    Optional<ReviewCase> find(Tx tx, String workspace, UUID id) {
        return tx.one(
                CaseStore::reviewCase,
                "SELECT * FROM risk.review_case WHERE workspace = ? AND id = ?",
                workspace,
                id);
    }

    Optional<ReviewCase> ofPayment(Tx tx, String workspace, String txId) {
        return tx.one(
                CaseStore::reviewCase,
                "SELECT * FROM risk.review_case WHERE workspace = ? AND tx_id = ?",
                workspace,
                txId);
    }

    private static QueueEntry entry(ResultSet row) throws SQLException {
        return new QueueEntry(
                reviewCase(row),
                row.getBigDecimal("amount"),
                row.getString("currency"),
                row.getInt("risk_score"),
                LlmStatus.ofWire(row.getString("llm_status")));
    }

    private static ReviewCase reviewCase(ResultSet row) throws SQLException {
        return new ReviewCase(
                row.getObject("id", UUID.class),
                row.getString("tx_id"),
                CaseStatus.valueOf(row.getString("status")),
                Decision.valueOf(row.getString("model_decision")),
                Optional.ofNullable(row.getString("final_decision")).map(Decision::valueOf),
                row.getObject("opened_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }
}
