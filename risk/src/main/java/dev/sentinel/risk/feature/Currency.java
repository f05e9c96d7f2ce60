package dev.sentinel.risk.feature;

/**
 * A currency that amounts arrive in (risk contract 3.2), with the fixed reference rate that turns
 * an amount into US dollars. The rates only put amounts on one scale for models and windows; nobody
 * is paid by them. They never follow the market: a rate that moved would change the features of
 * past payments, so a new table is a new {@link FeatureSchema}. Rates are rounded averages of 2024.
 */
public enum Currency implements Term {
    USD(0, 1.0),
    EUR(1, 1.08),
    GBP(2, 1.28),
    SGD(3, 0.75),
    HKD(4, 0.128),
    MXN(5, 0.055),
    BRL(6, 0.186),
    COP(7, 0.000246),
    CLP(8, 0.00106),
    PEN(9, 0.266),
    ARS(10, 0.0011),
    /** Ecuador. The sucre ended in 2000 and its payments are in dollars, whatever the code says. */
    ECS(11, 1.0),
    IDR(12, 0.000063),
    TWD(13, 0.0312);

    private final int code;
    private final double usdPerUnit;

    Currency(int code, double usdPerUnit) {
        this.code = code;
        this.usdPerUnit = usdPerUnit;
    }

    /** The amount in US dollars at the fixed reference rate. */
    public double toUsd(double amount) {
        return amount * usdPerUnit;
    }

    /** US dollars for one unit, the reference rate. */
    public double usdPerUnit() {
        return usdPerUnit;
    }

    @Override
    public int code() {
        return code;
    }

    /** ISO 4217 style, upper case. */
    @Override
    public String wire() {
        return name();
    }
}
