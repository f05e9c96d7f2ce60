package dev.sentinel.risk.decision;

import dev.sentinel.risk.feature.PaymentStatus;
import dev.sentinel.risk.payment.Parties;
import dev.sentinel.risk.payment.Payment;
import dev.sentinel.risk.payment.ScoreRequest;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Features that tell one story: the windows of a count, or an amount in two scales. One family is
 * one reason, so that no story is told twice.
 */
enum FeatureFamily {
    AMOUNT("Ticket amount", "amount_usd", "amount_log"),
    UNUSUAL_AMOUNT("Amount against what is usual for sender and merchant", "amount_to_"),
    FEE("Fee and exchange rate", "fee_share", "fx_rate"),
    TIME("Hour and day", "hour", "night", "weekend"),
    CORRIDOR("Domestic corridor", "cross_border"),
    METHOD("Currency, direction and channel", "currency", "direction", "channel", "psp"),
    STATUS("Transaction status", "status"),
    SENDER_FRAUD("Fraud reported on the sender", "sender_reported_"),
    SENDER_SPREAD("Number of places the sender pays at", "sender_terminals_"),
    SENDER_ACTIVITY("Recent activity of the sender", "sender_"),
    MERCHANT_FRAUD("Fraud reported at the merchant", "terminal_fraud_", "terminal_reported_"),
    MERCHANT_ACTIVITY("Recent activity of the merchant", "terminal_"),
    DEVICE("History of the device", "device_"),
    ADDRESS("History of the network address", "ip_"),
    PAIR("History between sender and receiver", "pair_"),
    OTHER("Other signals", "");

    private static final Set<PaymentStatus> ADVERSE =
            EnumSet.of(PaymentStatus.FAILED, PaymentStatus.ERROR, PaymentStatus.REFUNDED);

    private final String reason;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> prefixes;

    FeatureFamily(String reason, String... prefixes) {
        this.reason = reason;
        this.prefixes = List.of(prefixes);
    }

    /** The first family whose prefix fits: declaration runs from the special to the general. */
    static FeatureFamily of(String feature) {
        for (FeatureFamily family : values()) {
            if (family.prefixes.stream().anyMatch(feature::startsWith)) {
                return family;
            }
        }
        return OTHER;
    }

    /**
     * What an analyst reads. Neutral wherever the model alone knows which side is the risky one: a
     * small amount can be the stronger sign.
     */
    String reason(ScoreRequest request) {
        return switch (this) {
            case CORRIDOR -> request.parties().crossBorder() ? "Cross-border corridor" : reason;
            case STATUS ->
                    ADVERSE.contains(request.payment().status())
                            ? "Adverse transaction status"
                            : reason;
            case AMOUNT,
                    UNUSUAL_AMOUNT,
                    FEE,
                    TIME,
                    METHOD,
                    SENDER_FRAUD,
                    SENDER_SPREAD,
                    SENDER_ACTIVITY,
                    MERCHANT_FRAUD,
                    MERCHANT_ACTIVITY,
                    DEVICE,
                    ADDRESS,
                    PAIR,
                    OTHER ->
                    reason;
        };
    }

    /** The field of the request that speaks for the family; empty when only its features can. */
    Optional<Evidence> field(ScoreRequest request) {
        Payment payment = request.payment();
        Parties parties = request.parties();
        return switch (this) {
            case AMOUNT -> Optional.of(field("amount", Quotes.of(payment.amount())));
            case FEE -> Optional.of(field("fee_total", Quotes.of(payment.feeTotal())));
            case TIME -> Optional.of(field("created_at", payment.createdAt().toString()));
            case CORRIDOR -> Optional.of(field("cross_border", parties.corridor()));
            case METHOD -> Optional.of(field("channel", payment.channel().wire()));
            case STATUS -> Optional.of(field("status", payment.status().wire()));
            case UNUSUAL_AMOUNT,
                    SENDER_FRAUD,
                    SENDER_SPREAD,
                    SENDER_ACTIVITY,
                    MERCHANT_FRAUD,
                    MERCHANT_ACTIVITY,
                    DEVICE,
                    ADDRESS,
                    PAIR,
                    OTHER ->
                    Optional.empty();
        };
    }

    private static Evidence field(String key, String quote) {
        return new Evidence("field", key, quote);
    }
}
