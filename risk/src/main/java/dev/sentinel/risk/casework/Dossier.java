package dev.sentinel.risk.casework;

import dev.sentinel.risk.decision.StoredScore;
import dev.sentinel.risk.feedback.StoredLabel;
import dev.sentinel.risk.payment.StoredPayment;
import java.util.List;
import java.util.Optional;

/**
 * Everything that is known of one payment: its scores newest first, its labels in order of arrival.
 */
record Dossier(
        StoredPayment payment,
        List<StoredScore> scores,
        List<StoredLabel> labels,
        Optional<ReviewCase> reviewCase) {

    Dossier {
        scores = List.copyOf(scores);
        labels = List.copyOf(labels);
    }
}
