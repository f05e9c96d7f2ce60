package dev.sentinel.risk.feature;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The feature engine: what is known of everybody in a payment, as of the payment's time. Online
 * scoring, training sets and replays run this class, so that a feature means one thing.
 *
 * <p>The same changes ({@link #admit}, {@link #observe}, {@link #label}) in the same order give
 * bit-equal vectors. Each change has a sequence number, taken while everything it touches is
 * locked: following the numbers repeats what happened, however many threads there were. Events may
 * come late and go where they belong; an id counts once. A payment dated in the far future would
 * make its entities forget their past, so callers check dates first.
 *
 * <p>Safe for any number of threads: those that share no entity's shard do not wait for each other.
 */
public final class Features {
    private final VectorLayout layout;
    private final Shard[] shards;
    private final AtomicLong sequence;

    /** Starts with no history. */
    public Features(FeatureConfig config) {
        this(config, 0);
    }

    /** Starts with no history, numbering the changes that follow from {@code lastSequence} + 1. */
    public Features(FeatureConfig config, long lastSequence) {
        this.layout = new VectorLayout(config.labelDelay());
        this.sequence = new AtomicLong(lastSequence);
        this.shards = new Shard[config.shards()];
        for (int i = 0; i < shards.length; i++) {
            shards[i] = new Shard(config.entities() / shards.length, config.ids() / shards.length);
        }
    }

    /**
     * How far back changes matter. An engine refilled with the changes of this time, in their
     * order, computes what one that never stopped computes, unless that one was full and forgot
     * somebody.
     */
    public static Duration retention() {
        return Duration.ofDays(Tiles.RETAINED_DAYS);
    }

    /** Names, order and hash of the vectors made here. */
    public FeatureSchema schema() {
        return layout.schema();
    }

    /** Features of a payment that has not been observed yet. Changes nothing. */
    public FeatureVector compute(PaymentEvent payment) {
        Keys keys = Keys.of(payment);
        return locked(keys, () -> vector(payment, keys));
    }

    /** Counts a payment; empty if its id was counted before. */
    public OptionalLong observe(PaymentEvent payment) {
        Keys keys = Keys.of(payment);
        return locked(keys, () -> count(payment, keys));
    }

    /** Features of a payment, which then counts; nothing comes between. */
    public Admission admit(PaymentEvent payment) {
        Keys keys = Keys.of(payment);
        return locked(keys, () -> new Admission(vector(payment, keys), count(payment, keys)));
    }

    /**
     * Learns the truth about a payment; call it when the label arrives, not before. Only the first
     * positive label of an id changes anything: shares of fraud are shares of all payments.
     */
    public OptionalLong label(LabelEvent label) {
        if (!label.positive()) {
            return OptionalLong.empty();
        }
        Keys keys = Keys.of(label);
        return locked(keys, () -> countFraud(label, keys));
    }

    /** Entities remembered now, for metrics. */
    public int entities() {
        int sum = 0;
        for (Shard shard : shards) {
            shard.lock.lock();
            try {
                sum += shard.size();
            } finally {
                shard.lock.unlock();
            }
        }
        return sum;
    }

    private FeatureVector vector(PaymentEvent payment, Keys keys) {
        Participants participants =
                new Participants(
                        find(EntityKind.SENDER, keys.sender),
                        find(EntityKind.TERMINAL, keys.terminal),
                        find(EntityKind.DEVICE, keys.device),
                        find(EntityKind.IP, keys.ip),
                        find(EntityKind.PAIR, keys.pair));
        return layout.vector(payment, participants);
    }

    private OptionalLong count(PaymentEvent payment, Keys keys) {
        if (!shard(EntityKind.SENDER, keys.sender).payments.add(payment.txId())) {
            return OptionalLong.empty();
        }
        long at = payment.at().toEpochMilli();
        touch(EntityKind.SENDER, keys.sender).add(payment, at);
        touch(EntityKind.TERMINAL, keys.terminal).add(payment, at);
        touch(EntityKind.PAIR, keys.pair).add(payment, at);
        if (keys.device != null) {
            touch(EntityKind.DEVICE, keys.device).add(payment, at);
        }
        if (keys.ip != null) {
            touch(EntityKind.IP, keys.ip).add(payment, at);
        }
        return OptionalLong.of(sequence.incrementAndGet());
    }

    private OptionalLong countFraud(LabelEvent label, Keys keys) {
        if (!shard(EntityKind.SENDER, keys.sender).frauds.add(label.txId())) {
            return OptionalLong.empty();
        }
        // Whoever is not in memory is made: a report counts even if the payment is forgotten.
        touch(EntityKind.SENDER, keys.sender).addFraud(label);
        touch(EntityKind.TERMINAL, keys.terminal).addFraud(label);
        touch(EntityKind.PAIR, keys.pair).addFraud(label);
        if (keys.device != null) {
            touch(EntityKind.DEVICE, keys.device).addFraud(label);
        }
        if (keys.ip != null) {
            touch(EntityKind.IP, keys.ip).addFraud(label);
        }
        return OptionalLong.of(sequence.incrementAndGet());
    }

    private @Nullable Entity find(EntityKind kind, @Nullable String key) {
        return key == null ? null : shard(kind, key).find(kind, key);
    }

    private Entity touch(EntityKind kind, String key) {
        return shard(kind, key).touch(kind, key);
    }

    private Shard shard(EntityKind kind, String key) {
        return shards[index(kind, key)];
    }

    /** By {@link String#hashCode}, which is the same on every run, as a replay needs. */
    private int index(EntityKind kind, String key) {
        int hash = (31 * key.hashCode() + kind.name().hashCode()) * 0x9E3779B9;
        return (hash >>> 8) % shards.length;
    }

    /** Locks the shards of all keys in ascending order, so that no two callers wait in a circle. */
    private <T> T locked(Keys keys, Supplier<T> work) {
        long needed = bit(EntityKind.SENDER, keys.sender);
        needed |= bit(EntityKind.TERMINAL, keys.terminal);
        needed |= bit(EntityKind.DEVICE, keys.device);
        needed |= bit(EntityKind.IP, keys.ip);
        needed |= bit(EntityKind.PAIR, keys.pair);
        for (long left = needed; left != 0; left &= left - 1) {
            shards[Long.numberOfTrailingZeros(left)].lock.lock();
        }
        try {
            return work.get();
        } finally {
            for (long left = needed; left != 0; left &= left - 1) {
                shards[Long.numberOfTrailingZeros(left)].lock.unlock();
            }
        }
    }

    private long bit(EntityKind kind, @Nullable String key) {
        return key == null ? 0 : 1L << index(kind, key);
    }

    /** Names of the entities of a payment. */
    private record Keys(
            String sender,
            String terminal,
            @Nullable String device,
            @Nullable String ip,
            String pair) {

        static Keys of(PaymentEvent payment) {
            return new Keys(
                    payment.sender(),
                    payment.terminal(),
                    payment.device().orElse(null),
                    payment.ip().orElse(null),
                    pair(payment.sender(), payment.receiver()));
        }

        static Keys of(LabelEvent label) {
            return new Keys(
                    label.sender(),
                    label.terminal(),
                    label.device().orElse(null),
                    label.ip().orElse(null),
                    pair(label.sender(), label.receiver()));
        }

        /** The length keeps ("ab", "c") apart from ("a", "bc"). */
        private static String pair(String sender, String receiver) {
            return sender.length() + ":" + sender + receiver;
        }
    }
}
