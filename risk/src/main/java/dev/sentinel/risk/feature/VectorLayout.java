package dev.sentinel.risk.feature;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The list of features: each is named and computed on the same line, and the order of the lines is
 * the order of the vector. A change of any meaning needs a new {@link #VERSION}.
 */
final class VectorLayout {
    static final String VERSION = "sentinel-features-1";

    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final long WEEK = 7 * DAY;
    private static final long MONTH = 30 * DAY;

    /** Stands for whoever has no history; never written. */
    private static final Entity UNSEEN = new Entity(EntityKind.SENDER, "");

    private final long labelDelay;
    private final FeatureSchema schema;

    VectorLayout(Duration labelDelay) {
        this.labelDelay = labelDelay.toMillis();
        List<String> names = new ArrayList<>();
        write((name, _) -> names.add(name), NOBODY, Participants.NONE);
        StringBuilder definition = new StringBuilder("label delay ").append(labelDelay);
        for (Currency currency : Currency.values()) {
            definition.append('\n').append(currency).append(' ').append(currency.usdPerUnit());
        }
        this.schema = new FeatureSchema(VERSION, names, definition.toString());
    }

    FeatureSchema schema() {
        return schema;
    }

    FeatureVector vector(PaymentEvent payment, Participants participants) {
        float[] values = new float[schema.size()];
        int[] next = {0};
        write((_, value) -> values[next[0]++] = (float) value, payment, participants);
        return new FeatureVector(schema, values);
    }

    private void write(Sink out, PaymentEvent payment, Participants who) {
        long now = payment.at().toEpochMilli();
        payment(out, payment);
        sender(out, payment.amountUsd(), who.sender(), now);
        terminal(out, payment.amountUsd(), who.terminal(), now);
        device(out, payment.device().isPresent(), who.device(), now);
        address(out, payment.ip().isPresent(), who.ip(), now);
        pair(out, who.pair(), now);
    }

    private static void payment(Sink out, PaymentEvent payment) {
        double amount = payment.amountUsd();
        ZonedDateTime at = payment.at().atZone(ZoneOffset.UTC);
        boolean weekend = at.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) >= 0;
        out.put("amount_usd", amount);
        // StrictMath: the same bits on every machine.
        out.put("amount_log", StrictMath.log1p(amount));
        out.put("fee_share", payment.amount() == 0 ? 0 : payment.fee() / payment.amount());
        out.put("fx_rate", payment.fx().orElse(Double.NaN));
        out.put("hour", at.getHour());
        out.put("night", at.getHour() <= 6 ? 1 : 0);
        out.put("weekend", weekend ? 1 : 0);
        out.put("cross_border", payment.crossBorder() ? 1 : 0);
        out.put("currency", payment.currency().code());
        out.put("direction", payment.direction().code());
        out.put("channel", payment.channel().code());
        out.put("psp", payment.psp().code());
        out.put("status", payment.status().code());
    }

    private static void sender(Sink out, double amount, @Nullable Entity entity, long now) {
        Entity sender = entity == null ? UNSEEN : entity;
        Tiles.Totals day = sender.tiles.last(DAY, now);
        Tiles.Totals week = sender.tiles.last(WEEK, now);
        Tiles.Totals month = sender.tiles.last(MONTH, now);
        out.put("sender_count_1h", sender.countLast(HOUR, now));
        out.put("sender_count_1d", day.count());
        out.put("sender_count_7d", week.count());
        out.put("sender_count_30d", month.count());
        out.put("sender_sum_1d", day.sum());
        out.put("sender_mean_1d", day.mean());
        out.put("sender_mean_7d", week.mean());
        out.put("sender_mean_30d", month.mean());
        out.put("amount_to_sender_mean_7d", ratio(amount, week.mean()));
        out.put("amount_to_sender_mean_30d", ratio(amount, month.mean()));
        out.put("amount_to_sender_max_30d", ratio(amount, month.max()));
        out.put("sender_seconds_since_last", secondsSinceLast(sender, now));
        out.put("sender_terminals_1d", sender.counterparts.metSince(now - DAY));
        out.put("sender_terminals_7d", sender.counterparts.metSince(now - WEEK));
        out.put("sender_terminals_30d", sender.counterparts.metSince(now - MONTH));
        out.put("sender_reported_30d", month.reported());
    }

    private void terminal(Sink out, double amount, @Nullable Entity entity, long now) {
        Entity terminal = entity == null ? UNSEEN : entity;
        Tiles.Totals day = terminal.tiles.last(DAY, now);
        Tiles.Totals week = terminal.tiles.last(WEEK, now);
        Tiles.Totals month = terminal.tiles.last(MONTH, now);
        long known = now - labelDelay;
        out.put("terminal_count_1h", terminal.countLast(HOUR, now));
        out.put("terminal_count_1d", day.count());
        out.put("terminal_count_7d", week.count());
        out.put("terminal_count_30d", month.count());
        out.put("amount_to_terminal_mean_30d", ratio(amount, month.mean()));
        out.put("terminal_fraud_share_1d", terminal.tiles.between(known - DAY, known).fraudShare());
        out.put(
                "terminal_fraud_share_7d",
                terminal.tiles.between(known - WEEK, known).fraudShare());
        out.put(
                "terminal_fraud_share_30d",
                terminal.tiles.between(known - MONTH, known).fraudShare());
        out.put("terminal_reported_1d", day.reported());
        out.put("terminal_reported_7d", week.reported());
        out.put("terminal_reported_30d", month.reported());
    }

    private static void device(Sink out, boolean named, @Nullable Entity entity, long now) {
        Entity device = entity == null ? UNSEEN : entity;
        out.put("device_count_1h", known(named, device.countLast(HOUR, now)));
        out.put("device_count_1d", known(named, device.tiles.last(DAY, now).count()));
        out.put("device_count_30d", known(named, device.tiles.last(MONTH, now).count()));
        out.put("device_senders_30d", known(named, device.counterparts.metSince(now - MONTH)));
        out.put("device_reported_30d", known(named, device.tiles.last(MONTH, now).reported()));
    }

    private static void address(Sink out, boolean named, @Nullable Entity entity, long now) {
        Entity address = entity == null ? UNSEEN : entity;
        out.put("ip_count_1h", known(named, address.countLast(HOUR, now)));
        out.put("ip_count_1d", known(named, address.tiles.last(DAY, now).count()));
        out.put("ip_senders_7d", known(named, address.counterparts.metSince(now - WEEK)));
        out.put("ip_reported_30d", known(named, address.tiles.last(MONTH, now).reported()));
    }

    private static void pair(Sink out, @Nullable Entity entity, long now) {
        Entity pair = entity == null ? UNSEEN : entity;
        out.put("pair_count_30d", pair.tiles.last(MONTH, now).count());
        out.put("pair_seconds_since_last", secondsSinceLast(pair, now));
    }

    private static double known(boolean named, int value) {
        return named ? value : Double.NaN;
    }

    private static double ratio(double amount, double usual) {
        return usual > 0 ? amount / usual : Double.NaN;
    }

    /** Not known beyond 30 days, so that an engine refilled with less history agrees. */
    private static double secondsSinceLast(Entity entity, long now) {
        long millis = entity.recent.sinceLast(now);
        return millis < 0 || millis > MONTH ? Double.NaN : millis / 1000.0;
    }

    /** Receives features in order. */
    private interface Sink {
        void put(String name, double value);
    }

    private static final PaymentEvent NOBODY =
            new PaymentEvent(
                    "",
                    Instant.EPOCH,
                    0,
                    Currency.USD,
                    Direction.PAY_IN,
                    Channel.CARD,
                    Psp.PARTNER,
                    PaymentStatus.COMPLETED,
                    "",
                    "",
                    "",
                    "",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    "",
                    0,
                    OptionalDouble.empty());
}
