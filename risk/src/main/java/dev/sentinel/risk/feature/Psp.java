package dev.sentinel.risk.feature;

/** The payment service provider that carries a payment (risk contract 3.2). */
public enum Psp implements Term {
    STRIPE,
    ADYEN,
    CHECKOUT,
    AIRWALLEX,
    TODAYPAY,
    VAMOSPAGO,
    PARTNER
}
