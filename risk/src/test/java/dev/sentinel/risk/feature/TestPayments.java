package dev.sentinel.risk.feature;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;

/** Payments to test with. */
public final class TestPayments {
    /** A Monday at noon. */
    public static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    private TestPayments() {}

    /** A card payment in dollars without device or address. */
    public static PaymentEvent payment(
            String txId, Instant at, String sender, String merchant, double amount) {
        return payment(txId, at, sender, merchant, amount, Optional.empty(), Optional.empty());
    }

    /** A card payment in dollars. */
    public static PaymentEvent payment(
            String txId,
            Instant at,
            String sender,
            String merchant,
            double amount,
            Optional<String> device,
            Optional<String> ip) {
        return new PaymentEvent(
                txId,
                at,
                amount,
                Currency.USD,
                Direction.PAY_IN,
                Channel.CARD,
                Psp.STRIPE,
                PaymentStatus.COMPLETED,
                sender,
                merchant,
                "MX",
                "MX",
                Optional.of(merchant),
                device,
                ip,
                Optional.empty(),
                "route_mx_1",
                0.5,
                OptionalDouble.empty());
    }

    /** A life of payments over two months: some late, some repeated, busy and quiet people. */
    public static List<PaymentEvent> life(int count, long seed) {
        Random random = new Random(seed);
        List<PaymentEvent> payments = new ArrayList<>();
        long step = Duration.ofDays(60).toMillis() / count;
        for (int i = 0; i < count; i++) {
            if (i > 0 && random.nextInt(50) == 0) {
                payments.add(payments.get(random.nextInt(payments.size())));
                continue;
            }
            long late =
                    random.nextInt(20) == 0 ? random.nextLong(Duration.ofDays(12).toMillis()) : 0;
            Instant at = NOON.plusMillis(i * step - late);
            String sender = "sender-" + (int) Math.abs(random.nextGaussian() * 30);
            String merchant = "merchant-" + random.nextInt(15);
            double amount = Math.rint(random.nextDouble() * 50_000) / 100;
            Optional<String> device = Optional.of("device-" + random.nextInt(40));
            Optional<String> ip =
                    random.nextBoolean()
                            ? Optional.of("ip-" + random.nextInt(9))
                            : Optional.empty();
            payments.add(payment("tx-" + i, at, sender, merchant, amount, device, ip));
        }
        return payments;
    }
}
