package dev.sentinel.risk.payment;

import dev.sentinel.base.sql.Tx;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The only class that knows {@code risk.entity} and {@code risk.kyc_ref}. */
public final class EntityStore {

    /**
     * Makes the parties of payments known. An entity that was seen within the hour is not written
     * again: a busy merchant would otherwise be one row that every commit waits for.
     */
    public void upsert(Tx tx, Collection<NewPayment> payments) {
        SortedMap<String, Seen> seen = new TreeMap<>();
        for (NewPayment payment : payments) {
            Parties parties = payment.request().parties();
            Instant at = payment.request().payment().createdAt();
            see(seen, payment.workspace(), parties.senderEntityId(), parties.senderCountry(), at);
            see(
                    seen,
                    payment.workspace(),
                    parties.receiverEntityId(),
                    parties.receiverCountry(),
                    at);
            parties.userId().ifPresent(id -> see(seen, payment.workspace(), id, at));
            parties.merchantId().ifPresent(id -> see(seen, payment.workspace(), id, at));
        }
        if (!seen.isEmpty()) {
            write(tx, List.copyOf(seen.values()));
        }
    }

    /** Keeps the documents that payments named, in the order of the request. */
    public void addDocuments(Tx tx, Collection<NewPayment> payments) {
        List<@Nullable Object[]> rows =
                payments.stream()
                        .<@Nullable Object[]>flatMap(payment -> documents(payment).stream())
                        .toList();
        tx.batch(
                """
                INSERT INTO risk.kyc_ref
                       (workspace, tx_id, position, entity_id, doc_hash, doc_s3_url, text_blob)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                rows);
    }

    private record Seen(
            String workspace,
            String entityId,
            Optional<String> country,
            Instant first,
            Instant last) {

        Seen merged(Seen other) {
            return new Seen(
                    workspace,
                    entityId,
                    country.or(other::country),
                    first.isBefore(other.first()) ? first : other.first(),
                    last.isAfter(other.last()) ? last : other.last());
        }
    }

    private static void see(
            SortedMap<String, Seen> seen, String workspace, String id, String country, Instant at) {
        seen.merge(
                workspace + '\n' + id,
                new Seen(workspace, id, Optional.of(country), at, at),
                Seen::merged);
    }

    private static void see(SortedMap<String, Seen> seen, String workspace, String id, Instant at) {
        seen.merge(
                workspace + '\n' + id,
                new Seen(workspace, id, Optional.empty(), at, at),
                Seen::merged);
    }

    private static void write(Tx tx, List<Seen> seen) {
        tx.execute(
                """
                INSERT INTO risk.entity AS e (workspace, entity_id, country, first_seen, last_seen)
                SELECT workspace, entity_id, country, CAST(first_seen AS timestamptz),
                       CAST(last_seen AS timestamptz)
                  FROM unnest(?, ?, ?, ?, ?)
                    AS t(workspace, entity_id, country, first_seen, last_seen)
                ON CONFLICT (workspace, entity_id) DO UPDATE
                   SET country = coalesce(excluded.country, e.country),
                       first_seen = least(e.first_seen, excluded.first_seen),
                       last_seen = greatest(e.last_seen, excluded.last_seen)
                 WHERE e.country IS DISTINCT FROM coalesce(excluded.country, e.country)
                    OR e.first_seen > excluded.first_seen + interval '1 hour'
                    OR e.last_seen < excluded.last_seen - interval '1 hour'
                """,
                Columns.text(seen, Seen::workspace),
                Columns.text(seen, Seen::entityId),
                Columns.optional(seen, Seen::country),
                Columns.text(seen, row -> row.first().toString()),
                Columns.text(seen, row -> row.last().toString()));
    }

    private static List<@Nullable Object[]> documents(NewPayment payment) {
        List<KycRef> refs = payment.request().kycRefs();
        return IntStream.range(0, refs.size())
                .<@Nullable Object[]>mapToObj(
                        position -> document(payment, position, refs.get(position)))
                .toList();
    }

    private static @Nullable Object[] document(NewPayment payment, int position, KycRef ref) {
        return new @Nullable Object[] {
            payment.workspace(),
            payment.request().payment().txId(),
            position,
            ref.entityId(),
            ref.docHash(),
            ref.docS3Url(),
            ref.textBlob()
        };
    }
}
