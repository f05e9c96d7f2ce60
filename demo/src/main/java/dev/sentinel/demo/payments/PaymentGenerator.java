package dev.sentinel.demo.payments;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Makes the payments of a world, in the order of time. */
public final class PaymentGenerator {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyMMdd").withZone(ZoneOffset.UTC);
    private static final Duration GENUINE_AFTER = Duration.ofDays(7);

    /** Honest incidents for each fraudulent one. */
    private static final double SURPRISES_A_FRAUD = 0.8;

    private final WorldConfig config;

    public PaymentGenerator(WorldConfig config) {
        this.config = config;
    }

    /** All payments from the first day to just before the end, oldest first. */
    public List<GeneratedPayment> generate() {
        World world = World.of(config);
        List<Draft> drafts = new ArrayList<>();
        addEveryday(world, drafts);
        addFrauds(world, drafts);
        addSurprises(world, drafts);
        drafts.removeIf(draft -> !draft.at().isBefore(config.end()));
        // Equal times are possible; the parties then decide, so that the order never varies.
        drafts.sort(
                Comparator.comparing(Draft::at)
                        .thenComparing(Draft::sender)
                        .thenComparing(Draft::receiver)
                        .thenComparingDouble(Draft::usd));
        return numbered(drafts);
    }

    private void addEveryday(World world, List<Draft> drafts) {
        Everyday everyday = new Everyday(world);
        for (Customer customer : world.customers()) {
            Dice dice = Dice.of(config.seed(), "everyday-" + customer.id());
            for (int day = 0; day < config.days(); day++) {
                drafts.addAll(everyday.on(day(day), customer, dice));
            }
        }
    }

    private void addFrauds(World world, List<Draft> drafts) {
        Incidents incidents = new Incidents(world, config);
        double meanPerDay = config.fraudsPerThousand() * config.customers() / 1_000;
        for (int day = 0; day < config.days(); day++) {
            Dice today = Dice.of(config.seed(), "frauds-" + day);
            int count = today.poisson(meanPerDay);
            for (int i = 0; i < count; i++) {
                FraudScenario scenario =
                        today.weighted(List.of(FraudScenario.values()), choice -> choice.weight);
                String name = "%s%03d%02d".formatted(config.mark(), day, i);
                Dice dice = Dice.of(config.seed(), "incident-" + name);
                drafts.addAll(incidents.incident(scenario, day(day), name, dice));
            }
        }
    }

    private void addSurprises(World world, List<Draft> drafts) {
        Surprises surprises = new Surprises(world, config);
        double meanPerDay =
                SURPRISES_A_FRAUD * config.fraudsPerThousand() * config.customers() / 1_000;
        for (int day = 0; day < config.days(); day++) {
            Dice today = Dice.of(config.seed(), "surprises-" + day);
            int count = today.poisson(meanPerDay);
            for (int i = 0; i < count; i++) {
                FraudScenario twin =
                        today.weighted(List.of(FraudScenario.values()), choice -> choice.weight);
                String name = "%s%03d%02d".formatted(config.mark(), day, 99 - i);
                Dice dice = Dice.of(config.seed(), "surprise-" + name);
                drafts.addAll(surprises.surprise(twin, day(day), name, dice));
            }
        }
    }

    private List<GeneratedPayment> numbered(List<Draft> drafts) {
        Dice delays = Dice.of(config.seed(), "labels");
        List<GeneratedPayment> payments = new ArrayList<>(drafts.size());
        String today = "";
        int number = 0;
        for (Draft draft : drafts) {
            String day = DAY.format(draft.at());
            number = day.equals(today) ? number + 1 : 1;
            today = day;
            payments.add(
                    new GeneratedPayment(
                            draft.payment("m2txn_%s%s_%06d".formatted(config.mark(), day, number)),
                            draft.fraud(),
                            labelledAt(draft, delays)));
        }
        return List.copyOf(payments);
    }

    /** Victims complain within days; what nobody disputed for a week counts as genuine. */
    private static Instant labelledAt(Draft draft, Dice delays) {
        Duration delay =
                draft.fraud().isPresent()
                        ? Duration.ofHours(delays.whole(12, 9 * 24))
                        : GENUINE_AFTER;
        return draft.at().plus(delay);
    }

    private Instant day(int number) {
        return config.start().plus(Duration.ofDays(number));
    }
}
