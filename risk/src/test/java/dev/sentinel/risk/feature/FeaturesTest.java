package dev.sentinel.risk.feature;

import static dev.sentinel.risk.feature.TestPayments.NOON;
import static dev.sentinel.risk.feature.TestPayments.payment;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

final class FeaturesTest {
    private final Features features = new Features(FeatureConfig.standard());

    @Test
    void doesNotCountThePaymentItself() {
        PaymentEvent first = payment("tx-1", NOON, "alice", "bakery", 10);

        FeatureVector before = features.compute(first);

        assertThat(before.value("sender_count_30d")).isZero();
        assertThat(before.value("amount_to_sender_mean_30d")).isNaN();
        assertThat(features.admit(first).vector()).isEqualTo(before);
        assertThat(features.compute(payment("tx-2", NOON, "alice", "bakery", 10)))
                .extracting(vector -> vector.value("sender_count_30d"))
                .isEqualTo(1f);
    }

    @Test
    void countsAnHourADayAWeekAndAMonth() {
        observe("tx-1", ago(Duration.ofDays(20)), "alice", "bakery", 10);
        observe("tx-2", ago(Duration.ofDays(5)), "alice", "bakery", 20);
        observe("tx-3", ago(Duration.ofHours(20)), "alice", "florist", 30);
        observe("tx-4", ago(Duration.ofMinutes(59)), "alice", "florist", 40);

        FeatureVector vector = features.compute(payment("tx-5", NOON, "alice", "florist", 100));

        assertThat(vector.value("sender_count_1h")).isEqualTo(1);
        assertThat(vector.value("sender_count_1d")).isEqualTo(2);
        assertThat(vector.value("sender_count_7d")).isEqualTo(3);
        assertThat(vector.value("sender_count_30d")).isEqualTo(4);
        assertThat(vector.value("sender_sum_1d")).isEqualTo(70);
        assertThat(vector.value("sender_mean_7d")).isEqualTo(30);
        assertThat(vector.value("amount_to_sender_mean_30d")).isEqualTo(4);
        assertThat(vector.value("amount_to_sender_max_30d")).isEqualTo(2.5f);
        assertThat(vector.value("sender_seconds_since_last")).isEqualTo(59 * 60);
        assertThat(vector.value("sender_terminals_1d")).isEqualTo(1);
        assertThat(vector.value("sender_terminals_30d")).isEqualTo(2);
        assertThat(vector.value("terminal_count_1d")).isEqualTo(2);
        assertThat(vector.value("pair_count_30d")).isEqualTo(2);
    }

    @Test
    void forgetsWhatIsOlderThanTheWindow() {
        observe("tx-1", ago(Duration.ofDays(32)), "alice", "bakery", 10);
        observe("tx-2", ago(Duration.ofHours(26)), "alice", "bakery", 10);

        FeatureVector vector = features.compute(payment("tx-3", NOON, "alice", "bakery", 10));

        assertThat(vector.value("sender_count_30d")).isEqualTo(1);
        assertThat(vector.value("sender_count_1d")).isZero();
    }

    @Test
    void describesThePaymentItself() {
        Instant saturdayNight = Instant.parse("2026-06-06T03:15:00Z");
        PaymentEvent p = payment("tx-1", saturdayNight, "alice", "bakery", 100);
        PaymentEvent abroad =
                new PaymentEvent(
                        p.txId(),
                        p.at(),
                        84_250,
                        Currency.BRL,
                        Direction.PAY_OUT,
                        Channel.PIX,
                        Psp.AIRWALLEX,
                        PaymentStatus.REFUNDED,
                        p.sender(),
                        p.receiver(),
                        "BR",
                        "MX",
                        Optional.empty(),
                        p.device(),
                        p.ip(),
                        p.user(),
                        p.routeId(),
                        842.5,
                        p.fx());

        FeatureVector vector = features.compute(abroad);

        assertThat(vector.value("amount_usd")).isEqualTo((float) (84_250 * 0.186));
        assertThat(vector.value("fee_share")).isEqualTo(0.01f);
        assertThat(vector.value("cross_border")).isEqualTo(1);
        assertThat(vector.value("weekend")).isEqualTo(1);
        assertThat(vector.value("night")).isEqualTo(1);
        assertThat(vector.value("hour")).isEqualTo(3);
        assertThat(vector.value("currency")).isEqualTo(6);
        assertThat(vector.value("direction")).isEqualTo(2);
        assertThat(vector.value("channel")).isEqualTo(7);
        assertThat(vector.value("psp")).isEqualTo(3);
        assertThat(vector.value("status")).isEqualTo(6);
        assertThat(vector.value("fx_rate")).isNaN();
    }

    @Test
    void countsAPaymentOnceHoweverOftenItComes() {
        PaymentEvent payment = payment("tx-1", NOON, "alice", "bakery", 10);

        assertThat(features.observe(payment)).hasValue(1);
        assertThat(features.observe(payment)).isEmpty();
        assertThat(features.admit(payment).sequence()).isEmpty();
        assertThat(after(Duration.ofMinutes(1)).value("sender_count_1h")).isEqualTo(1);
    }

    @Test
    void putsALatePaymentWhereItBelongs() {
        observe("tx-1", NOON, "alice", "bakery", 10);
        observe("tx-2", ago(Duration.ofDays(3)), "alice", "bakery", 10);

        FeatureVector vector = after(Duration.ofMinutes(1));

        assertThat(vector.value("sender_count_1d")).isEqualTo(1);
        assertThat(vector.value("sender_count_7d")).isEqualTo(2);
        assertThat(vector.value("sender_seconds_since_last")).isEqualTo(60);
    }

    @Test
    void seesNoPaymentsOfLaterHours() {
        observe("tx-1", NOON.plus(Duration.ofHours(3)), "alice", "bakery", 10);

        FeatureVector vector = features.compute(payment("tx-2", NOON, "alice", "bakery", 10));

        assertThat(vector.value("sender_count_30d")).isZero();
        assertThat(vector.value("sender_seconds_since_last")).isNaN();
    }

    @Test
    void fraudSharesLookAtPaymentsOlderThanTheLabelDelay() {
        PaymentEvent fraud = payment("tx-1", NOON, "mallory", "bakery", 10);
        features.observe(fraud);
        observe("tx-2", NOON.plusSeconds(60), "alice", "bakery", 10);
        features.label(LabelEvent.of(fraud, true, NOON.plus(Duration.ofDays(1))));

        assertThat(after(Duration.ofDays(6)).value("terminal_fraud_share_30d")).isZero();
        assertThat(after(Duration.ofHours(7 * 24 + 1)).value("terminal_fraud_share_1d"))
                .isEqualTo(0.5f);
        assertThat(after(Duration.ofDays(9)).value("terminal_fraud_share_1d")).isZero();
        assertThat(after(Duration.ofDays(9)).value("terminal_fraud_share_7d")).isEqualTo(0.5f);
    }

    @Test
    void reportedFraudsCountFromTheDayTheyBecameKnown() {
        PaymentEvent fraud = payment("tx-1", NOON, "alice", "bakery", 10);
        features.observe(fraud);
        Instant known = NOON.plus(Duration.ofDays(5));

        assertThat(after(Duration.ofDays(5)).value("terminal_reported_30d")).isZero();
        features.label(LabelEvent.of(fraud, true, known));

        FeatureVector vector = after(Duration.ofHours(5 * 24 + 1));
        assertThat(vector.value("terminal_reported_1d")).isEqualTo(1);
        assertThat(vector.value("sender_reported_30d")).isEqualTo(1);
        assertThat(after(Duration.ofDays(8)).value("terminal_reported_1d")).isZero();
        assertThat(after(Duration.ofDays(8)).value("terminal_reported_7d")).isEqualTo(1);
    }

    @Test
    void onlyTheFirstPositiveLabelOfAPaymentCounts() {
        PaymentEvent fraud = payment("tx-1", NOON, "alice", "bakery", 10);
        features.observe(fraud);
        Instant known = NOON.plus(Duration.ofHours(2));

        assertThat(features.label(LabelEvent.of(fraud, false, known))).isEmpty();
        assertThat(features.label(LabelEvent.of(fraud, true, known))).hasValue(2);
        assertThat(features.label(LabelEvent.of(fraud, true, known))).isEmpty();
        assertThat(after(Duration.ofHours(3)).value("sender_reported_30d")).isEqualTo(1);
    }

    @Test
    void devicesAndAddressesAreUnknownUntilNamed() {
        FeatureVector unnamed = features.compute(payment("tx-1", NOON, "alice", "bakery", 10));
        features.observe(named("tx-2", "alice"));
        features.observe(named("tx-3", "bob"));
        FeatureVector named = features.compute(named("tx-4", "carol"));

        assertThat(unnamed.value("device_count_1h")).isNaN();
        assertThat(unnamed.value("ip_senders_7d")).isNaN();
        assertThat(named.value("device_count_1h")).isEqualTo(2);
        assertThat(named.value("device_senders_30d")).isEqualTo(2);
        assertThat(named.value("ip_senders_7d")).isEqualTo(2);
    }

    @Test
    void forgetsTheStalestEntityWhenFull() {
        Features small = new Features(new FeatureConfig(Duration.ofDays(7), 1, 6, 100));
        small.observe(payment("tx-1", NOON, "alice", "bakery", 10));
        small.observe(payment("tx-2", NOON, "bob", "florist", 10));
        small.observe(payment("tx-3", NOON, "alice", "bakery", 10));

        small.observe(payment("tx-4", NOON, "carol", "market", 10));

        assertThat(small.entities()).isEqualTo(6);
        PaymentEvent next = payment("tx-5", NOON.plusSeconds(1), "alice", "bakery", 10);
        assertThat(small.compute(next).value("sender_count_1h")).isEqualTo(2);
        next = payment("tx-5", NOON.plusSeconds(1), "bob", "florist", 10);
        assertThat(small.compute(next).value("sender_count_1h")).isZero();
    }

    @Test
    void namesEveryFeatureOnceAndKeepsTheirMeaning() {
        assertThat(features.schema().version()).isEqualTo("sentinel-features-1");
        assertThat(features.schema().names()).doesNotHaveDuplicates().startsWith("amount_usd");
        // Stored models and decisions name this hash: a change needs a new version of the schema.
        assertThat(features.schema().hash())
                .isEqualTo("650a02414ca3881396387e35544dff9fd2248fdeaa19582fbbbaf225bd3cd62e");
        assertThat(new Features(new FeatureConfig(Duration.ofDays(3), 1, 5, 5)).schema())
                .isNotEqualTo(features.schema());
    }

    @Test
    void pairsOfDifferentNamesNeverMeet() {
        observe("tx-1", NOON, "ab", "c", 10);

        PaymentEvent other = payment("tx-2", NOON.plusSeconds(1), "a", "bc", 10);

        assertThat(features.compute(other).value("pair_count_30d")).isZero();
    }

    @Test
    void countsOfBusySendersStayWithinHalfATileOfTheTruth() {
        List<PaymentEvent> life =
                TestPayments.life(4_000, 7).stream().filter(distinctIds()).toList();
        for (PaymentEvent payment : life) {
            features.observe(payment);
        }
        Instant now = NOON.plus(Duration.ofDays(61));
        for (int i = 0; i < 30; i++) {
            String sender = "sender-" + i;
            FeatureVector vector = features.compute(payment("tx", now, sender, "bakery", 1));
            assertThat((double) vector.value("sender_count_7d"))
                    .isBetween(
                            exact(life, sender, now, Duration.ofMinutes(7 * 24 * 60 - 30)),
                            exact(life, sender, now, Duration.ofMinutes(7 * 24 * 60 + 30)));
            assertThat((double) vector.value("sender_count_30d"))
                    .isBetween(
                            exact(life, sender, now, Duration.ofHours(30 * 24 - 12)),
                            exact(life, sender, now, Duration.ofHours(30 * 24 + 12)));
        }
    }

    private static double exact(
            List<PaymentEvent> life, String sender, Instant now, Duration window) {
        return life.stream()
                .filter(payment -> payment.sender().equals(sender))
                .filter(payment -> payment.at().isAfter(now.minus(window)))
                .count();
    }

    private static Predicate<PaymentEvent> distinctIds() {
        Set<String> seen = new HashSet<>();
        return payment -> seen.add(payment.txId());
    }

    private void observe(String txId, Instant at, String sender, String merchant, double amount) {
        assertThat(features.observe(payment(txId, at, sender, merchant, amount))).isPresent();
    }

    /** What alice at the bakery looks like some time after noon. */
    private FeatureVector after(Duration time) {
        return features.compute(payment("tx-after", NOON.plus(time), "alice", "bakery", 10));
    }

    private static Instant ago(Duration time) {
        return NOON.minus(time);
    }

    private static PaymentEvent named(String txId, String sender) {
        return payment(
                txId, NOON, sender, "bakery", 10, Optional.of("phone"), Optional.of("10.0.0.9"));
    }
}
