package dev.sentinel.demo.payments;

import dev.sentinel.risk.feature.Channel;
import dev.sentinel.risk.feature.PaymentStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Honest payments that look like fraud: each way of fraud has a twin that nobody disputes. Without
 * them a model would never have to doubt, and no analyst would have anything to decide.
 */
final class Surprises {
    private final World world;
    private final WorldConfig config;

    Surprises(World world, WorldConfig config) {
        this.world = world;
        this.config = config;
    }

    /** The payments of a surprise that begins on the day; empty where fraud has no such twin. */
    List<Draft> surprise(FraudScenario twin, Instant day, String name, Dice dice) {
        return switch (twin) {
            case STOLEN_CARD -> newPhone(day, name, dice);
            case MULE_CORRIDOR -> collection(day, name, dice);
            case AMOUNT_ANOMALY -> dearPurchase(day, dice);
            case ACCOUNT_TAKEOVER -> movingHouse(day, name, dice);
            // Who pays at a tampered till looks like anybody, so everybody is the twin.
            case COMPROMISED_TERMINAL -> List.of();
        };
    }

    /** A new phone and a day of shopping; the first try may fail. */
    private List<Draft> newPhone(Instant day, String name, Dice dice) {
        Customer customer = dice.pick(world.customers());
        Optional<String> device = Optional.of(World.hash(config.seed(), "dev", name, 1));
        Optional<String> ip = Optional.of(World.hash(config.seed(), "ip", name, 1));
        List<Merchant> shops =
                world.resellable().isEmpty() ? world.merchants() : world.resellable();
        Instant at = hour(day, 8, 23, dice);
        List<Draft> drafts = new ArrayList<>();
        int payments = dice.whole(3, 7);
        for (int i = 0; i < payments; i++) {
            boolean trial = i < 2 && dice.chance(0.7);
            drafts.add(
                    Draft.purchase(
                            at,
                            customer,
                            dice.pick(shops),
                            Channel.CARD,
                            trial ? dice.between(1, 6) : dice.logNormal(160, 0.5),
                            trial && dice.chance(0.5)
                                    ? PaymentStatus.FAILED
                                    : PaymentStatus.COMPLETED,
                            device,
                            ip,
                            Optional.empty()));
            at = at.plusSeconds(dice.whole(60, 1_200));
        }
        return drafts;
    }

    /** Many give a sum to one who collects for a wedding abroad. */
    private List<Draft> collection(Instant day, String name, Dice dice) {
        Corridor corridor = dice.pick(Corridor.ABROAD);
        List<Customer> locals =
                world.customers().stream()
                        .filter(customer -> customer.country() == corridor.from())
                        .toList();
        List<Customer> guests = locals.isEmpty() ? world.customers() : locals;
        Instant at = hour(day, 0, 23, dice);
        List<Draft> drafts = new ArrayList<>();
        int gifts = dice.whole(4, 10);
        for (int i = 0; i < gifts; i++) {
            Customer guest = dice.pick(guests);
            drafts.add(
                    Draft.transfer(
                            at.plus(Duration.ofMinutes(dice.whole(0, 48 * 60))),
                            guest.id(),
                            "account_" + name,
                            corridor,
                            Channel.BANK_TRANSFER,
                            dice.whole(4, 10) * 100 + dice.whole(0, 50),
                            PaymentStatus.COMPLETED,
                            Optional.of(guest.devices().getFirst()),
                            Optional.of(dice.pickSkewed(guest.ips())),
                            Optional.empty()));
        }
        return drafts;
    }

    /** A car, a ring, a holiday: far above what the customer ever spends. */
    private List<Draft> dearPurchase(Instant day, Dice dice) {
        Customer customer = dice.pick(world.customers());
        return List.of(
                Draft.purchase(
                        hour(day, 7, 22, dice),
                        customer,
                        dice.pickSkewed(customer.merchants()),
                        customer.country().channels.getFirst(),
                        customer.spending() * dice.between(80, 500),
                        PaymentStatus.COMPLETED,
                        Optional.of(customer.devices().getFirst()),
                        Optional.of(dice.pickSkewed(customer.ips())),
                        Optional.empty()));
    }

    /** A new address, and deposits, movers and landlords that were never paid before. */
    private List<Draft> movingHouse(Instant day, String name, Dice dice) {
        Customer customer = dice.pick(world.customers());
        List<Corridor> abroad = Corridor.abroadFrom(customer.country());
        Corridor corridor =
                abroad.isEmpty() ? Corridor.domestic(customer.country()) : dice.pick(abroad);
        Instant at = hour(day, 0, 8, dice);
        List<Draft> drafts = new ArrayList<>();
        int transfers = dice.whole(2, 5);
        for (int i = 0; i < transfers; i++) {
            drafts.add(
                    Draft.transfer(
                            at,
                            customer.id(),
                            "account_" + name + "_" + i,
                            corridor,
                            Channel.BANK_TRANSFER,
                            dice.between(200, 1_600),
                            PaymentStatus.COMPLETED,
                            Optional.of(World.hash(config.seed(), "dev", name, 1)),
                            Optional.of(World.hash(config.seed(), "ip", name, 1)),
                            Optional.empty()));
            at = at.plusSeconds(dice.whole(120, 3_600));
        }
        return drafts;
    }

    private static Instant hour(Instant day, int first, int last, Dice dice) {
        return day.plus(Duration.ofHours(dice.whole(first, last)))
                .plusMillis(dice.whole(0, 3_599_999));
    }
}
