package dev.sentinel.risk.feature;

import org.jspecify.annotations.Nullable;

/**
 * Everything remembered about one sender, terminal, device, address or pair. Guarded by its shard.
 */
final class Entity {
    final EntityKind kind;
    final String key;
    final Tiles tiles = new Tiles();
    final RecentPayments recent = new RecentPayments();
    final Counterparts counterparts = new Counterparts();

    // Neighbours in the shard's list from the stalest to the freshest entity.
    @Nullable Entity staler;
    @Nullable Entity fresher;

    Entity(EntityKind kind, String key) {
        this.kind = kind;
        this.key = key;
    }

    void add(PaymentEvent payment, long atMillis) {
        tiles.add(atMillis, payment.amountUsd());
        recent.add(atMillis);
        switch (kind) {
            case SENDER -> counterparts.meet(payment.terminal(), atMillis);
            case DEVICE, IP -> counterparts.meet(payment.sender(), atMillis);
            case TERMINAL, PAIR -> {}
        }
    }

    void addFraud(LabelEvent label) {
        tiles.fraud(label.paymentAt().toEpochMilli());
        tiles.report(label.labelledAt().toEpochMilli());
    }

    /** Payments in the last {@code spanMillis}: exact while few, else by tiles. */
    int countLast(long spanMillis, long nowMillis) {
        long from = nowMillis - spanMillis;
        if (recent.reachesBackTo(from)) {
            return recent.countBetween(from, nowMillis);
        }
        int remembered = recent.countBetween(from, nowMillis);
        return Math.max(remembered, tiles.last(spanMillis, nowMillis).count());
    }
}
