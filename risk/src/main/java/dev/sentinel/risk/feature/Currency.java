package dev.sentinel.risk.feature;

/**
 * A currency that amounts arrive in (risk contract 3.2), with the fixed reference rate that turns
 * an amount into US dollars. The rates only put amounts on one scale for models and windows; nobody
 * is paid by them. They never follow the market: a rate that moved would change the features of
 * past payments, so a new table is a new {@link FeatureSchema}. Rates are rounded averages of 2024.
 */
public enum Currency implements Term {
    USD(1.0),
    EUR(1.08),
    GBP(1.28),
    SGD(0.75),
    HKD(0.128),
    MXN(0.055),
    BRL(0.186),
    COP(0.000246),
    CLP(0.00106),
    PEN(0.266),
    ARS(0.0011),
    /** Ecuador. The sucre ended in 2000 and its payments are in dollars, whatever the code says. */
    ECS(1.0),
    IDR(0.000063),
    TWD(0.0312);

    private final double usdPerUnit;

    Currency(double usdPerUnit) {
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

    /** ISO 4217 style, upper case. */
    @Override
    public String wire() {
        return name();
    }
}
