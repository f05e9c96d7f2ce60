package dev.sentinel.risk.feature;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A payment as features see it: the facts that were known when it was made.
 *
 * @param txId the payment's stable id; an id is counted once
 * @param at when the payment was made, not when it reached us
 * @param amount in units of {@code currency}, finite and not negative
 * @param sender entity that pays
 * @param receiver entity that is paid
 * @param senderCountry two letters
 * @param receiverCountry two letters
 * @param merchant where the payment was made; without one the receiver stands for it
 * @param device hash of the paying device
 * @param ip hash of the paying address
 * @param user account at the platform
 * @param routeId corridor, for example {@code route_latam_220}
 * @param fee in units of {@code currency}
 * @param fx rate applied by the platform, if any
 */
public record PaymentEvent(
        String txId,
        Instant at,
        double amount,
        Currency currency,
        Direction direction,
        Channel channel,
        Psp psp,
        PaymentStatus status,
        String sender,
        String receiver,
        String senderCountry,
        String receiverCountry,
        Optional<String> merchant,
        Optional<String> device,
        Optional<String> ip,
        Optional<String> user,
        String routeId,
        double fee,
        OptionalDouble fx) {

    public PaymentEvent {
        if (!Double.isFinite(amount) || amount < 0) {
            throw new IllegalArgumentException("amount must be finite and >= 0, was " + amount);
        }
        if (!Double.isFinite(fee)) {
            throw new IllegalArgumentException("fee must be finite, was " + fee);
        }
    }

    /** The amount in US dollars at the fixed reference rate of its currency. */
    public double amountUsd() {
        return currency.toUsd(amount);
    }

    /** The point of sale: the merchant, or the receiver where no merchant is named. */
    public String terminal() {
        return merchant.orElse(receiver);
    }

    /** Whether the money crosses a border. */
    public boolean crossBorder() {
        return !senderCountry.equals(receiverCountry);
    }
}
