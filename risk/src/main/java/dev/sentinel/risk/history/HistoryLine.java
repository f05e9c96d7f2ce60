package dev.sentinel.risk.history;

import dev.sentinel.risk.feedback.Label;
import dev.sentinel.risk.payment.ScoreRequest;
import java.util.Optional;

/** One past payment, with what it turned out to be where that is known. */
record HistoryLine(ScoreRequest request, Optional<Label> label) {}
