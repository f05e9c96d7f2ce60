package dev.sentinel.risk.train;

import static dev.sentinel.risk.feature.TestPayments.payment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.risk.feature.FeatureConfig;
import dev.sentinel.risk.feature.LabelEvent;
import dev.sentinel.risk.feature.PaymentEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Training sees the past as it was seen then. */
final class BackfillTest {
    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
    private static final TrainingPlan PLAN =
            new TrainingPlan("v1", day(0), day(7), day(14), day(21), BoostParameters.standard());

    private final List<LabelledPayment> history = new ArrayList<>();

    @Test
    void labelsCountFromTheirArrivalNotFromTheirPayment() {
        paid(day(0), "alice", true, day(3));
        paid(day(2), "bob", false, day(9));
        paid(day(4), "carol", false, day(11));

        Examples training = run().training();

        int reported = reportedAtTerminal();
        assertThat(training.row(1)[reported]).isZero();
        assertThat(training.row(2)[reported]).isEqualTo(1);
    }

    @Test
    void examplesAreThePaymentsOfTheWindowWhoseLabelCameInTime() {
        paid(day(-1), "alice", true, day(6));
        paid(day(1), "bob", true, day(8));
        paid(day(2), "carol", true, day(15));
        unlabelled(day(3), "dave");
        paid(day(7), "erin", false, day(14));

        Examples training = run().training();

        assertThat(training.rows()).isEqualTo(1);
        assertThat(training.about(0).card()).isEqualTo("bob");
        assertThat(training.frauds()).isEqualTo(1);
    }

    @Test
    void cardsKnownToBeCompromisedAreNoTest() {
        paid(day(-20), "alice", true, day(-13));
        paid(day(5), "bob", true, day(12));
        paid(day(8), "carol", true, day(15).plusSeconds(60));
        for (int day : List.of(14, 15, 16)) {
            for (String card : List.of("alice", "bob", "carol")) {
                paid(day(day).plusSeconds(3_600), card, false, day(day + 7));
            }
        }

        Examples test = run().test();

        // Alice's fraud lies before the plan and is forgiven; carol is blocked from the 16th day
        // on.
        assertThat(cards(test)).containsExactly("alice", "carol", "alice", "carol", "alice");
    }

    @Test
    void stopsAtTheEndOfTheTestWindow() {
        paid(day(1), "alice", false, day(8));
        paid(day(21), "alice", false, day(28));

        assertThat(run().test().rows()).isZero();
    }

    @Test
    void historyMustBeInOrder() {
        paid(day(2), "alice", false, day(9));
        paid(day(1), "alice", false, day(8));

        assertThatThrownBy(this::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("order of time");
    }

    @Test
    void windowsMustFollowEachOther() {
        assertThatThrownBy(() ->
                        new TrainingPlan(
                                "v1", day(0), day(7), day(6), day(9), BoostParameters.standard()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Backfill run() {
        Backfill backfill = new Backfill(FeatureConfig.standard(), PLAN, (_, _, _) -> {});
        backfill.run(history.iterator());
        return backfill;
    }

    private int reportedAtTerminal() {
        return new Backfill(FeatureConfig.standard(), PLAN, (_, _, _) -> {})
                .features()
                .schema()
                .indexOf("terminal_reported_30d");
    }

    private void paid(Instant at, String card, boolean fraud, Instant labelledAt) {
        PaymentEvent payment = payment("tx-" + history.size(), at, card, "bakery", 10);
        history.add(
                new LabelledPayment(
                        payment, Optional.of(LabelEvent.of(payment, fraud, labelledAt))));
    }

    private void unlabelled(Instant at, String card) {
        PaymentEvent payment = payment("tx-" + history.size(), at, card, "bakery", 10);
        history.add(new LabelledPayment(payment, Optional.empty()));
    }

    private static Instant day(int day) {
        return START.plus(Duration.ofDays(day));
    }

    private static List<String> cards(Examples examples) {
        List<String> cards = new ArrayList<>();
        for (int row = 0; row < examples.rows(); row++) {
            cards.add(examples.about(row).card());
        }
        return cards;
    }
}
