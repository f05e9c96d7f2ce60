package dev.sentinel.risk.feature;

/** Which way the money flows (risk contract 3.2). */
public enum Direction implements Term {
    PAY_IN,
    PAY,
    PAY_OUT,
    PAYOUT
}
