package dev.sentinel.demo.payments;

/** What a merchant sells. */
enum Trade {
    GROCERIES(30, 24, 0.6),
    TRANSPORT(18, 9, 0.5),
    PHARMACY(12, 18, 0.6),
    RESTAURANT(18, 21, 0.5),
    FASHION(9, 48, 0.7),
    ELECTRONICS(6, 160, 0.9),
    GAMING(4, 22, 0.7),
    TRAVEL(3, 240, 0.8);

    /** Share of the merchants. */
    final double weight;

    /** A usual purchase. */
    final double medianUsd;

    /** Of the logarithm of purchases. */
    final double spread;

    Trade(double weight, double medianUsd, double spread) {
        this.weight = weight;
        this.medianUsd = medianUsd;
        this.spread = spread;
    }

    /** What a thief can sell on within the hour. */
    boolean resells() {
        return this == ELECTRONICS || this == GAMING || this == TRAVEL;
    }
}
