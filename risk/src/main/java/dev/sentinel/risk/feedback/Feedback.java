package dev.sentinel.risk.feedback;

import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.base.id.Ids;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import dev.sentinel.risk.caller.By;
import dev.sentinel.risk.feature.LabelEvent;
import dev.sentinel.risk.payment.PaymentStore;
import dev.sentinel.risk.payment.StoredPayment;
import dev.sentinel.risk.state.FeatureState;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Takes in what payments turned out to be (contract §7). Never starts a training. */
public final class Feedback {
    /** A label that was new. */
    public static final Action GIVEN =
            Action.of("feedback.given", "a payment was labelled")
                    .field(
                            "label_type",
                            "fraud, chargeback, blocked, false_positive, refund, other")
                    .field("label_value", "0 or 1")
                    .field("source", "manual, system or partner")
                    .field("labeled_at", "when it became known");

    private final Database database;
    private final AuditLog audit;
    private final FeatureState state;
    private final Clock clock;
    private final Ids ids;
    private final PaymentStore payments = new PaymentStore();
    private final LabelStore labels = new LabelStore();

    public Feedback(Database database, AuditLog audit, FeatureState state, Clock clock, Ids ids) {
        this.database = database;
        this.audit = audit;
        this.state = state;
        this.clock = clock;
        this.ids = ids;
    }

    /** Every way a label can be taken. */
    sealed interface LabelOutcome {
        /** Stored now. */
        record Stored(Instant receivedAt) implements LabelOutcome {}

        /** The very same label is there already; nothing new. */
        record Repeated() implements LabelOutcome {}

        /** The features are still being rebuilt, and could miss it. */
        record Rebuilding() implements LabelOutcome {}

        /** There is no such payment. */
        record NoSuchPayment(String txId) implements LabelOutcome {}
    }

    LabelOutcome give(By by, Label label) {
        if (!state.complete()) {
            return new LabelOutcome.Rebuilding();
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Optional<StoredPayment> payment =
                database.read(tx -> payments.find(tx, by.workspace(), label.txId()));
        if (payment.isEmpty()) {
            return new LabelOutcome.NoSuchPayment(label.txId());
        }
        boolean added = database.transaction(tx -> add(tx, by, label, now));
        if (!added) {
            return new LabelOutcome.Repeated();
        }
        // After the commit: features know what the store knows, and nothing that was rolled back.
        label.target()
                .ifPresent(positive ->
                        state.features()
                                .label(
                                        LabelEvent.of(
                                                payment.get().event(),
                                                positive,
                                                label.labeledAt())));
        return new LabelOutcome.Stored(now);
    }

    private boolean add(Tx tx, By by, Label label, Instant now) {
        LabelStore.NewLabel row = new LabelStore.NewLabel(ids.next(), label, now, by.actor().id());
        if (labels.insert(tx, by.workspace(), List.of(row)).isEmpty()) {
            return false;
        }
        audit.append(
                tx,
                AuditEvent.of(GIVEN, by.workspace(), by.actor())
                        .on("transaction", label.txId())
                        .from(by.origin())
                        .with("label_type", label.type().wire())
                        .with("label_value", label.value())
                        .with("source", label.source().wire())
                        .with("labeled_at", label.labeledAt()));
        return true;
    }
}
