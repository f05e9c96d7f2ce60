package dev.sentinel.demo.payments;

import dev.sentinel.risk.feature.Channel;
import dev.sentinel.risk.feature.Direction;
import dev.sentinel.risk.feature.PaymentEvent;
import dev.sentinel.risk.feature.PaymentStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A payment before it has its id, which follows the order of time.
 *
 * @param device empty where none takes part: cash, a copied card at a till
 */
record Draft(
        Instant at,
        String sender,
        String receiver,
        Optional<Merchant> merchant,
        Corridor corridor,
        Direction direction,
        Channel channel,
        double usd,
        PaymentStatus status,
        Optional<String> device,
        Optional<String> ip,
        Optional<FraudScenario> fraud) {

    private static final double LEAST_USD = 0.5;

    /** A customer buys something. */
    static Draft purchase(
            Instant at,
            Customer customer,
            Merchant merchant,
            Channel channel,
            double usd,
            PaymentStatus status,
            Optional<String> device,
            Optional<String> ip,
            Optional<FraudScenario> fraud) {
        return new Draft(
                at,
                customer.id(),
                merchant.id(),
                Optional.of(merchant),
                toMerchant(customer.country(), merchant.country()),
                Direction.PAY_IN,
                channel,
                usd,
                status,
                device,
                ip,
                fraud);
    }

    /** Somebody sends money to somebody. */
    static Draft transfer(
            Instant at,
            String sender,
            String receiver,
            Corridor corridor,
            Channel channel,
            double usd,
            PaymentStatus status,
            Optional<String> device,
            Optional<String> ip,
            Optional<FraudScenario> fraud) {
        return new Draft(
                at,
                sender,
                receiver,
                Optional.empty(),
                corridor,
                Direction.PAY_OUT,
                channel,
                usd,
                status,
                device,
                ip,
                fraud);
    }

    PaymentEvent payment(String txId) {
        double amountUsd = Math.max(LEAST_USD, usd);
        return new PaymentEvent(
                txId,
                at,
                corridor.from().local(amountUsd),
                corridor.from().currency,
                direction,
                channel,
                corridor.psp(),
                status,
                sender,
                receiver,
                corridor.from().name(),
                corridor.to().name(),
                merchant.map(Merchant::id),
                device,
                ip,
                Optional.of(sender),
                corridor.routeId(),
                corridor.from().local(fee(amountUsd)),
                rate());
    }

    private static Corridor toMerchant(Country from, Country to) {
        Corridor home = Corridor.domestic(from);
        return from == to ? home : new Corridor("route_cards_abroad", from, to, home.psp(), 1);
    }

    private double fee(double amountUsd) {
        boolean abroad = corridor.from() != corridor.to();
        double share =
                switch (channel) {
                    case CARD, WALLET -> 0.029;
                    case CRYPTO_OFFRAMP -> 0.015;
                    case BANK_TRANSFER, SPEI, NET_BANKING, NEQUI, PIX -> 0.006;
                    case OXXO_PAY, CASH -> 0.02;
                };
        return amountUsd * (abroad ? share + 0.01 : share) + 0.3;
    }

    private OptionalDouble rate() {
        if (corridor.from() == corridor.to()) {
            return OptionalDouble.empty();
        }
        double rate = corridor.from().currency.usdPerUnit() / corridor.to().currency.usdPerUnit();
        return OptionalDouble.of(StrictMath.round(rate * 1e6) / 1e6);
    }
}
