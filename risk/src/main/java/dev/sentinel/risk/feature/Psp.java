package dev.sentinel.risk.feature;

/** The payment service provider that carries a payment (risk contract 3.2). */
public enum Psp implements Term {
    STRIPE(0),
    ADYEN(1),
    CHECKOUT(2),
    AIRWALLEX(3),
    TODAYPAY(4),
    VAMOSPAGO(5),
    PARTNER(6);

    private final int code;

    Psp(int code) {
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }
}
