package dev.sentinel.risk.feature;

/** How far a payment has come at its gateway (risk contract 3.2). */
public enum PaymentStatus implements Term {
    COMPLETED,
    SUCCESS,
    APPROVED,
    PENDING,
    FAILED,
    ERROR,
    REFUNDED
}
