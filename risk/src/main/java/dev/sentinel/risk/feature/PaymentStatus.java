package dev.sentinel.risk.feature;

/** How far a payment has come at its gateway (risk contract 3.2). */
public enum PaymentStatus implements Term {
    COMPLETED(0),
    SUCCESS(1),
    APPROVED(2),
    PENDING(3),
    FAILED(4),
    ERROR(5),
    REFUNDED(6);

    private final int code;

    PaymentStatus(int code) {
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }
}
