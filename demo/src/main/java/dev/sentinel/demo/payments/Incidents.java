package dev.sentinel.demo.payments;

import dev.sentinel.risk.feature.Channel;
import dev.sentinel.risk.feature.PaymentStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Frauds, one incident at a time: what one thief does until he stops or is stopped. */
final class Incidents {
    private final World world;
    private final WorldConfig config;

    Incidents(World world, WorldConfig config) {
        this.world = world;
        this.config = config;
    }

    /** The payments of an incident that begins on the day. */
    List<Draft> incident(FraudScenario scenario, Instant day, String name, Dice dice) {
        return switch (scenario) {
            case STOLEN_CARD -> stolenCard(day, name, dice);
            case COMPROMISED_TERMINAL -> compromisedTerminal(day, dice);
            case MULE_CORRIDOR -> muleCorridor(day, name, dice);
            case AMOUNT_ANOMALY -> amountAnomaly(day, dice);
            case ACCOUNT_TAKEOVER -> accountTakeover(day, name, dice);
        };
    }

    private List<Draft> stolenCard(Instant day, String name, Dice dice) {
        Customer victim = dice.pick(world.customers());
        Thief thief = thief(name);
        List<Merchant> shops =
                world.resellable().isEmpty() ? world.merchants() : world.resellable();
        Instant at = hour(day, 0, 23, dice);
        List<Draft> drafts = new ArrayList<>();
        int probes = dice.whole(2, 4);
        for (int i = 0; i < probes; i++) {
            // The bank refuses some probes: the thief learns what passes.
            PaymentStatus status = dice.chance(0.5) ? PaymentStatus.FAILED : PaymentStatus.APPROVED;
            drafts.add(byCard(at, victim, dice.pick(shops), dice.between(1, 4), status, thief));
            at = at.plusSeconds(dice.whole(20, 180));
        }
        int purchases = dice.whole(3, 8);
        for (int i = 0; i < purchases; i++) {
            drafts.add(
                    byCard(
                            at,
                            victim,
                            dice.pick(shops),
                            dice.logNormal(180, 0.5),
                            PaymentStatus.COMPLETED,
                            thief));
            at = at.plusSeconds(dice.whole(60, 900));
        }
        return drafts;
    }

    private static Draft byCard(
            Instant at,
            Customer victim,
            Merchant shop,
            double usd,
            PaymentStatus status,
            Thief thief) {
        return Draft.purchase(
                at,
                victim,
                shop,
                Channel.CARD,
                usd,
                status,
                Optional.of(thief.device()),
                Optional.of(thief.ip()),
                Optional.of(FraudScenario.STOLEN_CARD));
    }

    private List<Draft> compromisedTerminal(Instant day, Dice dice) {
        Merchant merchant = dice.pick(world.merchants());
        List<Customer> neighbours =
                world.customers().stream()
                        .filter(customer -> customer.merchants().contains(merchant))
                        .toList();
        List<Customer> victims = neighbours.isEmpty() ? world.customers() : neighbours;
        List<Draft> drafts = new ArrayList<>();
        int days = dice.whole(3, 7);
        for (int i = 0; i < days; i++) {
            int copies = dice.whole(2, 5);
            for (int copy = 0; copy < copies; copy++) {
                Trade trade = merchant.trade();
                drafts.add(
                        Draft.purchase(
                                hour(day.plus(Duration.ofDays(i)), 8, 22, dice),
                                dice.pick(victims),
                                merchant,
                                Channel.CARD,
                                dice.logNormal(1.6 * trade.medianUsd, trade.spread),
                                PaymentStatus.COMPLETED,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(FraudScenario.COMPROMISED_TERMINAL)));
            }
        }
        return drafts;
    }

    private List<Draft> muleCorridor(Instant day, String name, Dice dice) {
        Corridor corridor = dice.pick(Corridor.ABROAD);
        String mule = "account_" + name;
        List<Customer> locals =
                world.customers().stream()
                        .filter(customer -> customer.country() == corridor.from())
                        .toList();
        List<Customer> senders = locals.isEmpty() ? world.customers() : locals;
        Instant at = hour(day, 0, 23, dice);
        Instant last = at;
        double collected = 0;
        List<Draft> drafts = new ArrayList<>();
        int gifts = dice.whole(6, 12);
        for (int i = 0; i < gifts; i++) {
            Customer sender = dice.pick(senders);
            // Just below the thousand at which many banks ask questions.
            double usd = dice.whole(6, 9) * 100 + dice.whole(40, 99);
            last = at.plus(Duration.ofMinutes(dice.whole(0, 36 * 60)));
            collected += usd;
            drafts.add(
                    fromOwnDevice(
                            last, sender, mule, corridor, usd, FraudScenario.MULE_CORRIDOR, dice));
        }
        Thief thief = thief(name);
        drafts.add(
                Draft.transfer(
                        at.plus(Duration.ofHours(37)).plusSeconds(dice.whole(60, 7_200)),
                        mule,
                        "exchange_" + name,
                        Corridor.domestic(corridor.to()),
                        Channel.CRYPTO_OFFRAMP,
                        collected * dice.between(0.85, 0.97),
                        PaymentStatus.COMPLETED,
                        Optional.of(thief.device()),
                        Optional.of(thief.ip()),
                        Optional.of(FraudScenario.MULE_CORRIDOR)));
        return drafts;
    }

    private List<Draft> amountAnomaly(Instant day, Dice dice) {
        Customer customer = dice.pick(world.customers());
        List<Draft> drafts = new ArrayList<>();
        int count = dice.whole(1, 2);
        Instant at = hour(day, 7, 22, dice);
        for (int i = 0; i < count; i++) {
            drafts.add(
                    Draft.purchase(
                            at,
                            customer,
                            dice.pickSkewed(customer.merchants()),
                            customer.country().channels.getFirst(),
                            customer.spending() * dice.between(120, 900),
                            PaymentStatus.COMPLETED,
                            Optional.of(customer.devices().getFirst()),
                            Optional.of(dice.pickSkewed(customer.ips())),
                            Optional.of(FraudScenario.AMOUNT_ANOMALY)));
            at = at.plus(Duration.ofMinutes(dice.whole(3, 240)));
        }
        return drafts;
    }

    private List<Draft> accountTakeover(Instant day, String name, Dice dice) {
        Customer victim = dice.pick(world.customers());
        Thief thief = thief(name);
        List<Corridor> abroad = Corridor.abroadFrom(victim.country());
        Corridor corridor =
                abroad.isEmpty() ? Corridor.domestic(victim.country()) : dice.pick(abroad);
        Instant at = hour(day, 1, 4, dice);
        double usd = dice.between(2, 9);
        List<Draft> drafts = new ArrayList<>();
        int transfers = dice.whole(4, 7);
        for (int i = 0; i < transfers; i++) {
            drafts.add(
                    Draft.transfer(
                            at,
                            victim.id(),
                            "account_" + name + "_" + i,
                            corridor,
                            Channel.BANK_TRANSFER,
                            usd,
                            PaymentStatus.COMPLETED,
                            Optional.of(thief.device()),
                            Optional.of(thief.ip()),
                            Optional.of(FraudScenario.ACCOUNT_TAKEOVER)));
            at = at.plusSeconds(dice.whole(90, 1_500));
            usd = dice.between(300, 1_800);
        }
        return drafts;
    }

    private static Draft fromOwnDevice(
            Instant at,
            Customer sender,
            String receiver,
            Corridor corridor,
            double usd,
            FraudScenario scenario,
            Dice dice) {
        return Draft.transfer(
                at,
                sender.id(),
                receiver,
                corridor,
                Channel.BANK_TRANSFER,
                usd,
                PaymentStatus.COMPLETED,
                Optional.of(sender.devices().getFirst()),
                Optional.of(dice.pickSkewed(sender.ips())),
                Optional.of(scenario));
    }

    private static Instant hour(Instant day, int first, int last, Dice dice) {
        return day.plus(Duration.ofHours(dice.whole(first, last)))
                .plusMillis(dice.whole(0, 3_599_999));
    }

    private Thief thief(String name) {
        return new Thief(
                World.hash(config.seed(), "dev", name, 0),
                World.hash(config.seed(), "ip", name, 0));
    }

    /** A device and an address that nobody has seen before. */
    private record Thief(String device, String ip) {}
}
