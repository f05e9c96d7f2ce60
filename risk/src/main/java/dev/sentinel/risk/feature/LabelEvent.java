package dev.sentinel.risk.feature;

import java.time.Instant;
import java.util.Optional;

/**
 * The truth about a payment, learnt later. It carries the payment's time and parties, because the
 * aggregates keep no payments that could be looked up.
 *
 * @param txId the payment's id; the first positive label of an id counts, more change nothing
 * @param positive whether the payment was fraudulent (risk contract 7)
 * @param labelledAt when the label reached us
 * @param paymentAt when the payment was made
 * @param terminal see {@link PaymentEvent#terminal()}
 */
public record LabelEvent(
        String txId,
        boolean positive,
        Instant labelledAt,
        Instant paymentAt,
        String sender,
        String receiver,
        String terminal,
        Optional<String> device,
        Optional<String> ip) {

    /** The label of a payment at hand. */
    public static LabelEvent of(PaymentEvent payment, boolean positive, Instant labelledAt) {
        return new LabelEvent(
                payment.txId(),
                positive,
                labelledAt,
                payment.at(),
                payment.sender(),
                payment.receiver(),
                payment.terminal(),
                payment.device(),
                payment.ip());
    }
}
