package dev.sentinel.demo.payments;

/** The ways of fraud that the made-up world knows. */
public enum FraudScenario {
    /** Small probes, then a burst of purchases that resell, from a new device. */
    STOLEN_CARD(30),
    /** A merchant whose reader copies cards: for days, payments of strangers there are false. */
    COMPROMISED_TERMINAL(12),
    /** Many send just-below-limit sums to one new receiver abroad, who cashes out at once. */
    MULE_CORRIDOR(12),
    /** One or two payments many times above what the customer ever spends. */
    AMOUNT_ANOMALY(22),
    /** A new device and address at night, then transfers to receivers never paid before. */
    ACCOUNT_TAKEOVER(24);

    /** Share of the incidents. */
    final double weight;

    FraudScenario(double weight) {
        this.weight = weight;
    }
}
