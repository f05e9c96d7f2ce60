package dev.sentinel.demo.payments;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PaymentGeneratorTest {
    private static final Instant END = Instant.parse("2026-06-05T00:00:00Z");
    private static final WorldConfig CONFIG = WorldConfig.small(7, END);
    private static final List<GeneratedPayment> PAYMENTS = new PaymentGenerator(CONFIG).generate();

    @Test
    void theSameSeedMakesTheSamePaymentsToTheBit() {
        assertThat(new PaymentGenerator(CONFIG).generate()).isEqualTo(PAYMENTS);
    }

    /** Also on other machines and JDKs: a change here is a change of everybody's demo data. */
    @Test
    void thePaymentsOfSeedSevenNeverChange() throws NoSuchAlgorithmException {
        String all = PAYMENTS.stream().map(Object::toString).collect(Collectors.joining("\n"));
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));

        assertThat(HexFormat.of().formatHex(digest)).startsWith("b1156ba0ef08caa6");
    }

    @Test
    void anotherSeedMakesAnotherWorld() {
        List<GeneratedPayment> others = new PaymentGenerator(WorldConfig.small(8, END)).generate();

        assertThat(others.subList(0, 100)).isNotEqualTo(PAYMENTS.subList(0, 100));
    }

    @Test
    void paymentsComeInOrderOfTimeWithinThePeriodAndEachHasItsOwnId() {
        assertThat(PAYMENTS).extracting(made -> made.payment().at()).isSorted();
        assertThat(PAYMENTS.getFirst().payment().at()).isAfterOrEqualTo(CONFIG.start());
        assertThat(PAYMENTS.getLast().payment().at()).isBefore(END);
        assertThat(PAYMENTS).extracting(made -> made.payment().txId()).doesNotHaveDuplicates();
    }

    @Test
    void aboutOnePaymentInAHundredIsFraudAndEveryScenarioOccurs() {
        List<FraudScenario> frauds =
                PAYMENTS.stream().map(GeneratedPayment::fraud).flatMap(Optional::stream).toList();

        assertThat(PAYMENTS).hasSizeBetween(40_000, 60_000);
        assertThat(100.0 * frauds.size() / PAYMENTS.size()).isBetween(0.5, 2.0);
        assertThat(EnumSet.copyOf(frauds)).isEqualTo(EnumSet.allOf(FraudScenario.class));
    }

    @Test
    void theTruthIsKnownOnlyLater() {
        assertThat(PAYMENTS)
                .allSatisfy(made ->
                        assertThat(Duration.between(made.payment().at(), made.labelledAt()))
                                .isBetween(Duration.ofHours(12), Duration.ofDays(9)));
    }

    @Test
    void everyCurrencyAndChannelOccurs() {
        assertThat(PAYMENTS.stream().map(made -> made.payment().currency()).distinct()).hasSize(14);
        assertThat(PAYMENTS.stream().map(made -> made.payment().channel()).distinct()).hasSize(10);
    }
}
