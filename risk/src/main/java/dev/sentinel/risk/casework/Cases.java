package dev.sentinel.risk.casework;

import dev.sentinel.base.id.Ids;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import dev.sentinel.risk.decision.Consequence;
import dev.sentinel.risk.decision.ScoreStore;
import dev.sentinel.risk.feedback.LabelStore;
import dev.sentinel.risk.payment.PaymentStore;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The queue of cases, and the whole story of one payment. Everything stays within a workspace. */
public final class Cases implements Consequence {
    private final Database database;
    private final Ids ids;
    private final CaseStore cases = new CaseStore();
    private final PaymentStore payments = new PaymentStore();
    private final ScoreStore scores = new ScoreStore();
    private final LabelStore labels = new LabelStore();

    public Cases(Database database, Ids ids) {
        this.database = database;
        this.ids = ids;
    }

    /** A part of the queue, most recently changed first, and how many cases match in all. */
    record Page(List<QueueEntry> entries, long total) {}

    /**
     * Opens a case for every decision that a person must look at, in the decision's transaction.
     */
    @Override
    public void follow(Tx tx, List<Decided> decided) {
        List<CaseStore.Opening> openings =
                decided.stream()
                        .filter(each -> each.decision().opensCase())
                        .map(each ->
                                new CaseStore.Opening(
                                        ids.next(),
                                        each.payment().workspace(),
                                        each.payment().txId(),
                                        each.decision(),
                                        each.at()))
                        .toList();
        if (!openings.isEmpty()) {
            cases.open(tx, openings);
        }
    }

    Page page(String workspace, CaseFilter filter) {
        return database.read(tx ->
                new Page(cases.page(tx, workspace, filter), cases.count(tx, workspace, filter)));
    }

    Optional<Dossier> ofCase(String workspace, UUID caseId) {
        return database.read(tx ->
                cases.find(tx, workspace, caseId)
                        .flatMap(found -> dossier(tx, workspace, found.txId())));
    }

    Optional<Dossier> ofPayment(String workspace, String txId) {
        return database.read(tx -> dossier(tx, workspace, txId));
    }

    private Optional<Dossier> dossier(Tx tx, String workspace, String txId) {
        return payments.find(tx, workspace, txId)
                .map(payment ->
                        new Dossier(
                                payment,
                                scores.of(tx, workspace, txId),
                                labels.of(tx, workspace, txId),
                                cases.ofPayment(tx, workspace, txId)));
    }
}
