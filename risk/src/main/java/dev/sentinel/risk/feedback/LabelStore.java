package dev.sentinel.risk.feedback;

import dev.sentinel.base.sql.Tx;
import dev.sentinel.risk.payment.Columns;
import dev.sentinel.risk.payment.PaymentStore;
import dev.sentinel.risk.payment.StoredPayment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** The only class that knows {@code risk.feedback_labels}. Rows are added, never changed. */
public final class LabelStore {

    /** A label on its way in. */
    public record NewLabel(UUID id, Label label, Instant receivedAt, String givenBy) {}

    /** A payment that some label calls fraud, and when the first such label was known. */
    public record Positive(StoredPayment payment, Instant labeledAt) {}

    /** Adds labels of one workspace and returns the ids of those that were new. */
    public Set<UUID> insert(Tx tx, String workspace, List<NewLabel> rows) {
        return new HashSet<>(
                tx.list(
                        row -> row.getObject(1, UUID.class),
                        """
                        INSERT INTO risk.feedback_labels
                              (id, workspace, tx_id, label_type, label_value, source, note, labeled_at,
                               received_at, given_by)
                        SELECT CAST(id AS uuid), ?, tx_id, label_type, CAST(label_value AS smallint),
                               source, note, CAST(labeled_at AS timestamptz),
                               CAST(received_at AS timestamptz), given_by
                          FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)
                            AS t(id, tx_id, label_type, label_value, source, note, labeled_at,
                                 received_at, given_by)
                        ON CONFLICT DO NOTHING
                        RETURNING id
                        """,
                        workspace,
                        Columns.text(rows, row -> row.id().toString()),
                        Columns.text(rows, row -> row.label().txId()),
                        Columns.text(rows, row -> row.label().type().wire()),
                        Columns.text(rows, row -> Integer.toString(row.label().value())),
                        Columns.text(rows, row -> row.label().source().wire()),
                        Columns.text(rows, row -> row.label().note()),
                        Columns.text(rows, row -> row.label().labeledAt().toString()),
                        Columns.text(rows, row -> row.receivedAt().toString()),
                        Columns.text(rows, NewLabel::givenBy)));
    }

    /** The labels of one payment in order of arrival, at most 100. */
    public List<StoredLabel> of(Tx tx, String workspace, String txId) {
        return tx.list(
                LabelStore::stored,
                """
                SELECT * FROM risk.feedback_labels
                 WHERE workspace = ? AND tx_id = ?
                 ORDER BY received_at, id
                 LIMIT 100
                """,
                workspace,
                txId);
    }

    /**
     * Payments since a point of event time that some label calls fraud, in order of their first
     * such label, streamed.
     */
    public void eachPositive(Tx tx, String workspace, Instant since, Consumer<Positive> consumer) {
        tx.each(
                row ->
                        new Positive(
                                PaymentStore.payment(row),
                                row.getObject("labeled_at", OffsetDateTime.class).toInstant()),
                consumer,
                """
                SELECT p.*, l.labeled_at
                  FROM risk.payment p
                  JOIN (SELECT workspace, tx_id, min(labeled_at) AS labeled_at
                          FROM risk.feedback_labels
                         WHERE workspace = ? AND label_value = 1
                           AND label_type IN ('fraud', 'chargeback', 'blocked')
                         GROUP BY workspace, tx_id) l USING (workspace, tx_id)
                 WHERE p.created_at >= ?
                 ORDER BY l.labeled_at, p.tx_id
                """,
                workspace,
                since);
    }

    private static StoredLabel stored(ResultSet row) throws SQLException {
        return new StoredLabel(
                new Label(
                        row.getString("tx_id"),
                        LabelType.ofWire(row.getString("label_type")),
                        row.getInt("label_value"),
                        LabelSource.ofWire(row.getString("source")),
                        row.getString("note"),
                        row.getObject("labeled_at", OffsetDateTime.class).toInstant()),
                row.getObject("received_at", OffsetDateTime.class).toInstant(),
                row.getString("given_by"));
    }
}
