package dev.sentinel.risk.history;

import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.base.id.Ids;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import dev.sentinel.risk.caller.By;
import dev.sentinel.risk.feature.LabelEvent;
import dev.sentinel.risk.feature.PaymentEvent;
import dev.sentinel.risk.feedback.Label;
import dev.sentinel.risk.feedback.LabelStore;
import dev.sentinel.risk.payment.EntityStore;
import dev.sentinel.risk.payment.Events;
import dev.sentinel.risk.payment.Fingerprint;
import dev.sentinel.risk.payment.NewPayment;
import dev.sentinel.risk.payment.Origin;
import dev.sentinel.risk.payment.PaymentKey;
import dev.sentinel.risk.payment.PaymentStore;
import dev.sentinel.risk.state.FeatureState;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes in payments that were decided elsewhere, before Sentinel: stored, counted in the features,
 * never scored. Repeating an upload changes nothing.
 */
public final class History {
    /** One upload, whatever its size. */
    public static final Action UPLOADED =
            Action.of("history.uploaded", "past payments were uploaded")
                    .field("received", "payments in the upload")
                    .field("added", "payments that were not known before")
                    .field("labels", "labels that were not known before");

    private static final Comparator<NewPayment> BY_KEY =
            Comparator.comparing(row -> row.request().payment().txId());

    private final Database database;
    private final AuditLog audit;
    private final FeatureState state;
    private final Clock clock;
    private final Ids ids;
    private final PaymentStore payments = new PaymentStore();
    private final EntityStore entities = new EntityStore();
    private final LabelStore labels = new LabelStore();

    public History(Database database, AuditLog audit, FeatureState state, Clock clock, Ids ids) {
        this.database = database;
        this.audit = audit;
        this.state = state;
        this.clock = clock;
        this.ids = ids;
    }

    /** Every way an upload can end. */
    sealed interface UploadOutcome {
        /**
         * All lines are in.
         *
         * @param added payments that were not known before
         * @param labels labels that were not known before
         */
        record Uploaded(int received, int added, int labels) implements UploadOutcome {}

        /** A {@code tx_id} is known with other content; nothing of the upload was stored. */
        record DifferentPayment(String txId) implements UploadOutcome {}

        /** The features are still being rebuilt, and could miss it. */
        record Rebuilding() implements UploadOutcome {}
    }

    UploadOutcome upload(By by, List<HistoryLine> lines) {
        if (!state.complete()) {
            return new UploadOutcome.Rebuilding();
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<NewPayment> rows =
                lines.stream()
                        .map(line ->
                                new NewPayment(
                                        by.workspace(),
                                        line.request(),
                                        line.request().fingerprint(),
                                        now))
                        .sorted(BY_KEY)
                        .toList();
        try {
            Stored stored = database.transaction(tx -> store(tx, by, rows, lines, now));
            count(by.workspace(), lines, stored);
            return new UploadOutcome.Uploaded(
                    lines.size(), stored.added().size(), stored.labelled().size());
        } catch (Different e) {
            return new UploadOutcome.DifferentPayment(e.txId);
        }
    }

    private record Stored(Set<PaymentKey> added, Set<String> labelled) {}

    private Stored store(
            Tx tx, By by, List<NewPayment> rows, List<HistoryLine> lines, Instant now) {
        Set<PaymentKey> added = payments.insert(tx, Origin.HISTORY, rows);
        refuseDifferent(tx, rows, added);
        List<NewPayment> fresh = rows.stream().filter(row -> added.contains(row.key())).toList();
        entities.upsert(tx, fresh);
        Set<String> labelled = storeLabels(tx, by, lines, now);
        audit.append(
                tx,
                AuditEvent.of(UPLOADED, by.workspace(), by.actor())
                        .from(by.origin())
                        .with("received", lines.size())
                        .with("added", added.size())
                        .with("labels", labelled.size()));
        return new Stored(added, labelled);
    }

    private Set<String> storeLabels(Tx tx, By by, List<HistoryLine> lines, Instant now) {
        List<LabelStore.NewLabel> rows =
                lines.stream()
                        .flatMap(line -> line.label().stream())
                        .sorted(Comparator.comparing(Label::txId))
                        .map(label ->
                                new LabelStore.NewLabel(ids.next(), label, now, by.actor().id()))
                        .toList();
        if (rows.isEmpty()) {
            return Set.of();
        }
        var added = labels.insert(tx, by.workspace(), rows);
        return rows.stream()
                .filter(row -> added.contains(row.id()))
                .map(row -> row.label().txId())
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** A known id with other content is somebody's mistake; half an upload would hide it. */
    private void refuseDifferent(Tx tx, List<NewPayment> rows, Set<PaymentKey> added) {
        List<NewPayment> known = rows.stream().filter(row -> !added.contains(row.key())).toList();
        if (known.isEmpty()) {
            return;
        }
        Map<PaymentKey, Fingerprint> stored =
                payments.fingerprints(tx, known.stream().map(NewPayment::key).toList());
        for (NewPayment row : known) {
            if (!row.fingerprint().equals(stored.get(row.key()))) {
                throw new Different(row.key().txId());
            }
        }
    }

    /** In the order of event time, after the commit. */
    private void count(String workspace, List<HistoryLine> lines, Stored stored) {
        lines.stream()
                .sorted(Comparator.comparing(line -> line.request().payment().createdAt()))
                .forEach(line -> count(workspace, line, stored));
    }

    private void count(String workspace, HistoryLine line, Stored stored) {
        String txId = line.request().payment().txId();
        PaymentEvent event =
                Events.of(workspace, line.request().payment(), line.request().parties());
        if (stored.added().contains(new PaymentKey(workspace, txId))) {
            state.features().observe(event);
        }
        if (stored.labelled().contains(txId)) {
            line.label()
                    .flatMap(label ->
                            label.target()
                                    .map(positive ->
                                            LabelEvent.of(event, positive, label.labeledAt())))
                    .ifPresent(label -> state.features().label(label));
        }
    }

    /** Rolls the transaction back. */
    private static final class Different extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String txId;

        Different(String txId) {
            super(txId, null, false, false);
            this.txId = txId;
        }
    }
}
