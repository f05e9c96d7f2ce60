package dev.sentinel.risk.decision;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Numbers as evidence quotes them (contract §3.3): {@code 84250}, never {@code 84250.00} or {@code
 * 8E4}.
 */
final class Quotes {
    private static final MathContext FOUR_DIGITS = new MathContext(4);

    private Quotes() {}

    /** An exact amount. */
    static String of(BigDecimal amount) {
        return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
    }

    /** A feature's value, at four digits; whole numbers stay whole. */
    static String of(float value) {
        if (Float.isNaN(value)) {
            return "not known";
        }
        BigDecimal exact = new BigDecimal(Float.toString(value));
        boolean whole = exact.stripTrailingZeros().scale() <= 0;
        return of(whole ? exact : exact.round(FOUR_DIGITS));
    }
}
