package dev.sentinel.risk.decision;

/** Every way a score request can end. */
public sealed interface ScoreOutcome {
    /** Decided and stored now. */
    record Scored(Answer answer) implements ScoreOutcome {}

    /** The same request came before: the stored answer, nothing new. */
    record Repeated(Answer answer) implements ScoreOutcome {}

    /** The {@code tx_id} belongs to another payment. */
    record DifferentPayment(String txId) implements ScoreOutcome {}

    /** The payment was uploaded as history, after it had been decided elsewhere. */
    record PartOfHistory(String txId) implements ScoreOutcome {}

    /** No model is active yet. */
    record NoActiveModel() implements ScoreOutcome {}

    /** The features are still being rebuilt. */
    record Rebuilding() implements ScoreOutcome {}
}
