package dev.sentinel.risk.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Risk contract 3.2: the words, their spelling, and the codes that models have learnt. */
final class VocabularyTest {
    @Test
    void speaksTheWordsOfTheContract() {
        assertThat(words(Currency.values()))
                .isEqualTo("USD EUR GBP SGD HKD MXN BRL COP CLP PEN ARS ECS IDR TWD");
        assertThat(words(Direction.values())).isEqualTo("pay_in pay pay_out payout");
        assertThat(words(Channel.values()))
                .isEqualTo(
                        "card bank_transfer wallet crypto_offramp spei net_banking nequi pix"
                                + " oxxo_pay cash");
        assertThat(words(Psp.values()))
                .isEqualTo("stripe adyen checkout airwallex todaypay vamospago partner");
        assertThat(words(PaymentStatus.values()))
                .isEqualTo("completed success approved pending failed error refunded");
    }

    @Test
    void numbersWordsFromZeroWithoutGaps() {
        for (Term[] kind :
                List.of(
                        Currency.values(),
                        Direction.values(),
                        Channel.values(),
                        Psp.values(),
                        PaymentStatus.values())) {
            for (int i = 0; i < kind.length; i++) {
                assertThat(kind[i].code()).isEqualTo(i);
            }
        }
    }

    @Test
    void readsExactSpellingOnly() {
        assertThat(Term.parse(Direction.class, "pay_in")).contains(Direction.PAY_IN);
        assertThat(Term.parse(Direction.class, "PAY_IN")).isEmpty();
        assertThat(Term.parse(Currency.class, "BRL")).contains(Currency.BRL);
        assertThat(Term.parse(Currency.class, "brl")).isEmpty();
    }

    private static String words(Term[] terms) {
        return String.join(" ", Arrays.stream(terms).map(Term::wire).toList());
    }
}
