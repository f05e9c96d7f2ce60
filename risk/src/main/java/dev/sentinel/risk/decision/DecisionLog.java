package dev.sentinel.risk.decision;

import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import dev.sentinel.risk.feature.Features;
import dev.sentinel.risk.payment.EntityStore;
import dev.sentinel.risk.payment.Events;
import dev.sentinel.risk.payment.Fingerprint;
import dev.sentinel.risk.payment.NewPayment;
import dev.sentinel.risk.payment.Origin;
import dev.sentinel.risk.payment.PaymentKey;
import dev.sentinel.risk.payment.PaymentStore;
import dev.sentinel.risk.payment.ScoreRequest;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes decisions durable, a batch in one transaction: payment, parties, documents, score, audit
 * event and what follows (a case). A payment that is already known changes nothing and gets its
 * first answer.
 */
final class DecisionLog {
    /** One decision, with all that it was made of by reference. */
    static final Action MADE =
            Action.of("decision.made", "a payment was scored")
                    .field("risk_score", "0 to 1000")
                    .field("decision", "PASS, REVIEW, HOLD or BLOCK")
                    .field("model_version", "the model that scored")
                    .field("schema_hash", "hash of the feature schema")
                    .field("vector_hash", "hash of the feature vector")
                    .field("score_id", "the stored score");

    private static final Comparator<PaymentKey> BY_KEY =
            Comparator.comparing(PaymentKey::workspace).thenComparing(PaymentKey::txId);

    private final Database database;
    private final AuditLog audit;
    private final Features features;
    private final Consequence consequence;
    private final PaymentStore payments = new PaymentStore();
    private final EntityStore entities = new EntityStore();
    private final ScoreStore scores = new ScoreStore();

    DecisionLog(Database database, AuditLog audit, Features features, Consequence consequence) {
        this.database = database;
        this.audit = audit;
        this.features = features;
        this.consequence = consequence;
    }

    /** Commits a batch; outcomes are in the order of the scores. */
    List<ScoreOutcome> commit(List<Score> batch) {
        SortedMap<PaymentKey, Score> first = new TreeMap<>(BY_KEY);
        batch.forEach(score -> first.putIfAbsent(score.payment().key(), score));

        Committed committed = database.transaction(tx -> record(tx, first));

        // Only what is committed counts, and it counts before anybody hears of it: the sender's
        // next
        // payment sees this one. Counting is by id, so a repeated payment does not count twice.
        for (Score score : first.values()) {
            if (committed.isNew(score.payment().key())) {
                ScoreRequest request = score.payment().request();
                features.observe(
                        Events.of(
                                score.payment().workspace(), request.payment(), request.parties()));
            }
        }
        return batch.stream().map(score -> outcome(score, first, committed)).toList();
    }

    private record Committed(
            Set<PaymentKey> added,
            Map<PaymentKey, Fingerprint> fingerprints,
            Map<PaymentKey, Answer> answers) {

        boolean isNew(PaymentKey key) {
            return added.contains(key);
        }
    }

    private Committed record(Tx tx, SortedMap<PaymentKey, Score> first) {
        List<NewPayment> rows = first.values().stream().map(Score::payment).toList();
        Set<PaymentKey> added = payments.insert(tx, Origin.SCORE, rows);
        List<Score> fresh =
                first.values().stream()
                        .filter(score -> added.contains(score.payment().key()))
                        .toList();
        if (!fresh.isEmpty()) {
            add(tx, fresh);
        }
        Set<PaymentKey> known = new HashSet<>(first.keySet());
        known.removeAll(added);
        if (known.isEmpty()) {
            return new Committed(added, Map.of(), Map.of());
        }
        return new Committed(
                added, payments.fingerprints(tx, known), scores.firstAnswers(tx, known));
    }

    private void add(Tx tx, List<Score> fresh) {
        List<NewPayment> rows = fresh.stream().map(Score::payment).toList();
        entities.upsert(tx, rows);
        entities.addDocuments(tx, rows);
        scores.insert(tx, fresh);
        consequence.follow(tx, fresh.stream().map(DecisionLog::decided).toList());
        fresh.forEach(score -> audit.append(tx, event(score)));
    }

    private static Consequence.Decided decided(Score score) {
        return new Consequence.Decided(
                score.payment().key(), score.answer().decision(), score.scoredAt());
    }

    private static AuditEvent event(Score score) {
        return AuditEvent.of(MADE, score.by().workspace(), score.by().actor())
                .on("transaction", score.payment().key().txId())
                .from(score.by().origin())
                .with("risk_score", score.answer().score())
                .with("decision", score.answer().decision())
                .with("model_version", score.answer().modelVersion())
                .with("schema_hash", score.vector().schema().hash())
                .with("vector_hash", score.vector().hash())
                .with("score_id", score.id().toString());
    }

    private static ScoreOutcome outcome(
            Score score, SortedMap<PaymentKey, Score> first, Committed committed) {
        PaymentKey key = score.payment().key();
        Score winner = first.getOrDefault(key, score);
        if (committed.isNew(key)) {
            if (winner.id().equals(score.id())) {
                return new ScoreOutcome.Scored(score.answer());
            }
            return winner.payment().fingerprint().equals(score.payment().fingerprint())
                    ? new ScoreOutcome.Repeated(winner.answer())
                    : new ScoreOutcome.DifferentPayment(key.txId());
        }
        if (!score.payment().fingerprint().equals(committed.fingerprints().get(key))) {
            return new ScoreOutcome.DifferentPayment(key.txId());
        }
        return Optional.ofNullable(committed.answers().get(key))
                .<ScoreOutcome>map(ScoreOutcome.Repeated::new)
                .orElseGet(() -> new ScoreOutcome.PartOfHistory(key.txId()));
    }
}
