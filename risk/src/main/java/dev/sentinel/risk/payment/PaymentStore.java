package dev.sentinel.risk.payment;

import dev.sentinel.base.sql.Tx;
import dev.sentinel.risk.feature.Channel;
import dev.sentinel.risk.feature.Currency;
import dev.sentinel.risk.feature.Direction;
import dev.sentinel.risk.feature.PaymentStatus;
import dev.sentinel.risk.feature.Psp;
import dev.sentinel.risk.feature.Term;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** The only class that knows {@code risk.payment}. */
public final class PaymentStore {
    /**
     * Adds payments and returns the keys that were new; a key that exists is left as it is. Callers
     * pass rows sorted by key, so that two batches with common keys wait for each other and never
     * deadlock.
     */
    public Set<PaymentKey> insert(Tx tx, Origin origin, List<NewPayment> rows) {
        return new HashSet<>(
                tx.list(
                        row -> new PaymentKey(row.getString(1), row.getString(2)),
                        """
                        INSERT INTO risk.payment
                              (workspace, tx_id, fingerprint, created_at, amount, currency, direction,
                               channel, psp, route_id, status, status_reason, fee_total, fx_rate,
                               sender_entity_id, receiver_entity_id, sender_country, receiver_country,
                               user_id, merchant_id, ip_hash, device_id_hash, origin, received_at)
                        SELECT workspace, tx_id, fingerprint, CAST(created_at AS timestamptz),
                               CAST(amount AS numeric), currency, direction, channel, psp, route_id,
                               status, status_reason, CAST(fee_total AS numeric),
                               CAST(fx_rate AS numeric), sender_entity_id, receiver_entity_id,
                               sender_country, receiver_country, user_id, merchant_id, ip_hash,
                               device_id_hash, ?, CAST(received_at AS timestamptz)
                          FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                            AS t(workspace, tx_id, fingerprint, created_at, amount, currency, direction,
                                 channel, psp, route_id, status, status_reason, fee_total, fx_rate,
                                 sender_entity_id, receiver_entity_id, sender_country,
                                 receiver_country, user_id, merchant_id, ip_hash, device_id_hash,
                                 received_at)
                        ON CONFLICT (workspace, tx_id) DO NOTHING
                        RETURNING workspace, tx_id
                        """,
                        arguments(origin, rows)));
    }

    /** One payment. */
    public Optional<StoredPayment> find(Tx tx, String workspace, String txId) {
        return tx.one(
                PaymentStore::payment,
                "SELECT * FROM risk.payment WHERE workspace = ? AND tx_id = ?",
                workspace,
                txId);
    }

    /** The payments of these ids that exist, all of one workspace. */
    public List<StoredPayment> findAll(Tx tx, String workspace, List<String> txIds) {
        return tx.list(
                PaymentStore::payment,
                "SELECT * FROM risk.payment WHERE workspace = ? AND tx_id = ANY (?)",
                workspace,
                txIds.toArray(String[]::new));
    }

    /** The fingerprints of those payments that exist. */
    public Map<PaymentKey, Fingerprint> fingerprints(Tx tx, Collection<PaymentKey> keys) {
        List<PaymentKey> wanted = List.copyOf(keys);
        Map<PaymentKey, Fingerprint> fingerprints = new HashMap<>();
        tx.list(
                        row ->
                                Map.entry(
                                        new PaymentKey(row.getString(1), row.getString(2)),
                                        new Fingerprint(row.getString(3))),
                        """
                        SELECT workspace, tx_id, p.fingerprint
                          FROM unnest(?, ?) AS k(workspace, tx_id)
                          JOIN risk.payment p USING (workspace, tx_id)
                        """,
                        Columns.text(wanted, PaymentKey::workspace),
                        Columns.text(wanted, PaymentKey::txId))
                .forEach(entry -> fingerprints.put(entry.getKey(), entry.getValue()));
        return fingerprints;
    }

    /** Every workspace with the event time of its newest payment. */
    public List<Horizon> horizons(Tx tx) {
        return tx.list(
                row -> new Horizon(row.getString(1), instant(row, "newest")),
                "SELECT workspace, max(created_at) AS newest FROM risk.payment GROUP BY workspace");
    }

    /** The newest event time of a workspace. */
    public record Horizon(String workspace, Instant newest) {}

    /** The payments of a workspace since a point of event time, oldest first, streamed. */
    public void each(Tx tx, String workspace, Instant since, Consumer<StoredPayment> consumer) {
        tx.each(
                PaymentStore::payment,
                consumer,
                """
                SELECT * FROM risk.payment
                 WHERE workspace = ? AND created_at >= ?
                 ORDER BY created_at, tx_id
                """,
                workspace,
                since);
    }

    private static Object[] arguments(Origin origin, List<NewPayment> rows) {
        return new Object[] {
            origin.column(),
            Columns.text(rows, NewPayment::workspace),
            Columns.text(rows, row -> row.request().payment().txId()),
            Columns.text(rows, row -> row.fingerprint().hex()),
            ofPayment(rows, payment -> payment.createdAt().toString()),
            ofPayment(rows, payment -> Columns.plain(payment.amount())),
            ofPayment(rows, payment -> payment.currency().wire()),
            ofPayment(rows, payment -> payment.direction().wire()),
            ofPayment(rows, payment -> payment.channel().wire()),
            ofPayment(rows, payment -> payment.psp().wire()),
            ofPayment(rows, Payment::routeId),
            ofPayment(rows, payment -> payment.status().wire()),
            ofPayment(rows, Payment::statusReason),
            ofPayment(rows, payment -> Columns.plain(payment.feeTotal())),
            Columns.optional(rows, row -> row.request().payment().fxRate().map(Columns::plain)),
            ofParties(rows, Parties::senderEntityId),
            ofParties(rows, Parties::receiverEntityId),
            ofParties(rows, Parties::senderCountry),
            ofParties(rows, Parties::receiverCountry),
            Columns.optional(rows, row -> row.request().parties().userId()),
            Columns.optional(rows, row -> row.request().parties().merchantId()),
            Columns.optional(rows, row -> row.request().parties().ipHash()),
            Columns.optional(rows, row -> row.request().parties().deviceIdHash()),
            Columns.text(rows, row -> row.receivedAt().toString()),
        };
    }

    private static String[] ofPayment(List<NewPayment> rows, Function<Payment, String> value) {
        return Columns.text(rows, row -> value.apply(row.request().payment()));
    }

    private static String[] ofParties(List<NewPayment> rows, Function<Parties, String> value) {
        return Columns.text(rows, row -> value.apply(row.request().parties()));
    }

    /** Reads a payment from a row that has all columns of the table. */
    public static StoredPayment payment(ResultSet row) throws SQLException {
        return new StoredPayment(
                row.getString("workspace"),
                new Payment(
                        row.getString("tx_id"),
                        instant(row, "created_at"),
                        row.getBigDecimal("amount"),
                        term(Currency.class, row, "currency"),
                        term(Direction.class, row, "direction"),
                        term(Channel.class, row, "channel"),
                        term(Psp.class, row, "psp"),
                        row.getString("route_id"),
                        term(PaymentStatus.class, row, "status"),
                        row.getString("status_reason"),
                        row.getBigDecimal("fee_total"),
                        Optional.ofNullable(row.getBigDecimal("fx_rate"))),
                new Parties(
                        row.getString("sender_entity_id"),
                        row.getString("receiver_entity_id"),
                        row.getString("sender_country"),
                        row.getString("receiver_country"),
                        Optional.ofNullable(row.getString("user_id")),
                        Optional.ofNullable(row.getString("merchant_id")),
                        Optional.ofNullable(row.getString("ip_hash")),
                        Optional.ofNullable(row.getString("device_id_hash"))),
                new Fingerprint(row.getString("fingerprint")),
                instant(row, "received_at"));
    }

    private static <E extends Enum<E> & Term> E term(Class<E> kind, ResultSet row, String column)
            throws SQLException {
        String wire = row.getString(column);
        return Term.parse(kind, wire)
                .orElseThrow(() -> new IllegalStateException("stored " + column + " is " + wire));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
