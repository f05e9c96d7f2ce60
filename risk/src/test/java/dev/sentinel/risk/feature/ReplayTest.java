package dev.sentinel.risk.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Decisions are recomputed from history, so features must come out the same to the last bit. */
final class ReplayTest {
    private static final List<PaymentEvent> LIFE = TestPayments.life(6_000, 42);

    @Test
    void theSameEventsGiveTheSameBits() {
        assertThat(hashes(FeatureConfig.standard())).isEqualTo(hashes(FeatureConfig.standard()));
    }

    @Test
    void forgettingIsRepeatableToo() {
        FeatureConfig tight = new FeatureConfig(Duration.ofDays(7), 4, 60, 400);

        assertThat(hashes(tight)).isEqualTo(hashes(tight));
        assertThat(hashes(tight)).isNotEqualTo(hashes(FeatureConfig.standard()));
    }

    @Test
    void refillingWithTheRetainedTimeGivesTheSameBits() {
        Instant now = TestPayments.NOON.plus(Duration.ofDays(60));
        Instant cut = now.minus(Features.retention());
        Features always = new Features(FeatureConfig.standard());
        Features refilled = new Features(FeatureConfig.standard());
        for (PaymentEvent payment : LIFE) {
            LabelEvent label = LabelEvent.of(payment, true, payment.at().plusSeconds(700_000));
            boolean labelled = payment.txId().hashCode() % 9 == 0;
            live(always, payment, labelled ? List.of(label) : List.of());
            if (payment.at().isAfter(cut)) {
                live(refilled, payment, labelled ? List.of(label) : List.of());
            } else if (labelled && label.labelledAt().isAfter(cut)) {
                refilled.label(label);
            }
        }

        for (PaymentEvent payment : LIFE) {
            PaymentEvent again =
                    TestPayments.payment(
                            "again",
                            now,
                            payment.sender(),
                            payment.receiver(),
                            99,
                            payment.device(),
                            payment.ip());
            assertThat(refilled.compute(again)).isEqualTo(always.compute(again));
        }
    }

    @Test
    void followingTheSequenceRepeatsWhatManyThreadsDid() throws Exception {
        Map<PaymentEvent, Admission> admitted = new ConcurrentHashMap<>();
        Features online = new Features(FeatureConfig.standard());
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Callable<Void>> work = new ArrayList<>();
            for (int part = 0; part < 4; part++) {
                int first = part;
                work.add(() -> {
                    for (int i = first; i < LIFE.size(); i += 4) {
                        keep(admitted, LIFE.get(i), online.admit(LIFE.get(i)));
                    }
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
        }

        Features replay = new Features(FeatureConfig.standard());
        List<PaymentEvent> order = new ArrayList<>(admitted.keySet());
        order.sort(Comparator.comparingLong(p -> sequence(admitted, p)));
        for (PaymentEvent payment : order) {
            assertThat(replay.admit(payment)).isEqualTo(admitted.get(payment));
        }
    }

    private static void keep(
            Map<PaymentEvent, Admission> admitted, PaymentEvent payment, Admission admission) {
        if (admission.sequence().isPresent()) {
            admitted.put(payment, admission);
        }
    }

    private static long sequence(Map<PaymentEvent, Admission> admitted, PaymentEvent payment) {
        return Objects.requireNonNull(admitted.get(payment)).sequence().orElseThrow();
    }

    private static void live(Features features, PaymentEvent payment, List<LabelEvent> labels) {
        features.observe(payment);
        labels.forEach(features::label);
    }

    private static List<String> hashes(FeatureConfig config) {
        Features features = new Features(config);
        List<String> hashes = new ArrayList<>();
        for (PaymentEvent payment : LIFE) {
            hashes.add(features.admit(payment).vector().hash());
            if (payment.txId().hashCode() % 9 == 0) {
                features.label(LabelEvent.of(payment, true, payment.at().plusSeconds(90_000)));
            }
        }
        return hashes;
    }
}
