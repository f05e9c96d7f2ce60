package dev.sentinel.risk.feature;

import java.util.Locale;
import java.util.Optional;

/**
 * A word of the payment vocabulary (risk contract 3.2). The order of declaration is the numeric
 * code that models see, so words are only ever appended.
 */
public sealed interface Term permits Channel, Currency, Direction, PaymentStatus, Psp {

    /** The Java name, as in {@link Enum#name()}. */
    String name();

    /** The number that stands for the word in a feature vector. */
    int code();

    /** The spelling of the contract: lower case, for example {@code pay_in}. */
    default String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The word that is spelt so, or empty: spelling and case must match exactly. */
    static <E extends Enum<E> & Term> Optional<E> parse(Class<E> kind, String wire) {
        for (E term : kind.getEnumConstants()) {
            if (term.wire().equals(wire)) {
                return Optional.of(term);
            }
        }
        return Optional.empty();
    }
}
