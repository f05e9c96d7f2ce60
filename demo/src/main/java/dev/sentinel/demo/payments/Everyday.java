package dev.sentinel.demo.payments;

import dev.sentinel.risk.feature.Channel;
import dev.sentinel.risk.feature.PaymentStatus;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Genuine payments: people buy where they always buy, at the hours at which people buy. */
final class Everyday {
    private static final List<Integer> HOURS = IntStream.range(0, 24).boxed().toList();

    /** How much happens in each hour of the day. */
    private static final List<Double> BUSY =
            DoubleStream.of(
                            2, 1, 1, 1, 1, 2, 4, 7, 9, 10, 10, 11, 13, 12, 10, 9, 10, 12, 14, 13,
                            10, 7, 5, 3)
                    .boxed()
                    .toList();

    private static final double TREAT = 0.012;
    private static final double STRANGE_DEVICE = 0.015;

    private final World world;

    Everyday(World world) {
        this.world = world;
    }

    /** What the customer pays on the day that begins then. */
    List<Draft> on(Instant day, Customer customer, Dice dice) {
        DayOfWeek weekday = day.atOffset(ZoneOffset.UTC).getDayOfWeek();
        double eagerness = weekday.compareTo(DayOfWeek.FRIDAY) >= 0 ? 1.25 : 0.9;
        int count = dice.poisson(customer.paymentsPerDay() * eagerness);
        List<Draft> drafts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            drafts.add(payment(moment(day, customer, dice), customer, dice));
        }
        return drafts;
    }

    private Draft payment(Instant at, Customer customer, Dice dice) {
        if (!customer.family().isEmpty() && dice.chance(0.06)) {
            return toFamily(at, customer, dice);
        }
        Merchant merchant = merchant(customer, dice);
        Channel channel = dice.pickSkewed(customer.country().channels);
        boolean cash = channel == Channel.CASH || channel == Channel.OXXO_PAY;
        Trade trade = merchant.trade();
        double usual =
                dice.logNormal(
                        trade.medianUsd * merchant.priceLevel() * customer.spending(),
                        trade.spread);
        return Draft.purchase(
                at,
                customer,
                merchant,
                channel,
                // Honest people also do what thieves do: they buy something dear now and then,
                dice.chance(TREAT) ? usual * dice.between(5, 18) : usual,
                status(dice),
                cash ? Optional.empty() : Optional.of(device(customer, dice)),
                cash ? Optional.empty() : Optional.of(dice.pickSkewed(customer.ips())),
                Optional.empty());
    }

    private static String device(Customer customer, Dice dice) {
        // … and they pay from devices that nobody has seen before.
        return dice.chance(STRANGE_DEVICE)
                ? World.device(dice.bits())
                : dice.pickSkewed(customer.devices());
    }

    private static Draft toFamily(Instant at, Customer customer, Dice dice) {
        Customer.Relative relative = dice.pickSkewed(customer.family());
        return Draft.transfer(
                at,
                customer.id(),
                relative.id(),
                relative.corridor(),
                Channel.BANK_TRANSFER,
                dice.logNormal(140 * customer.spending(), 0.5),
                status(dice),
                Optional.of(dice.pickSkewed(customer.devices())),
                Optional.of(dice.pickSkewed(customer.ips())),
                Optional.empty());
    }

    private Merchant merchant(Customer customer, Dice dice) {
        // Now and then somewhere new, and sometimes that is abroad.
        return dice.chance(0.93)
                ? dice.pickSkewed(customer.merchants())
                : dice.pick(world.merchants());
    }

    private static PaymentStatus status(Dice dice) {
        return dice.weighted(List.of(PaymentStatus.values()), Everyday::frequency);
    }

    private static double frequency(PaymentStatus status) {
        return switch (status) {
            case COMPLETED -> 80;
            case SUCCESS -> 9;
            case APPROVED -> 7.5;
            case PENDING -> 1;
            case FAILED -> 2;
            case ERROR -> 0;
            case REFUNDED -> 0.5;
        };
    }

    private static Instant moment(Instant day, Customer customer, Dice dice) {
        int hour = dice.weighted(HOURS, BUSY::get);
        int shifted = customer.nightOwl() ? (hour + 12) % 24 : hour;
        return day.plus(Duration.ofHours(shifted)).plusMillis(dice.whole(0, 3_599_999));
    }
}
