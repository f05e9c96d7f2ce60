package dev.sentinel.risk.payment;

import dev.sentinel.risk.feature.PaymentEvent;
import java.util.Optional;
import java.util.OptionalDouble;

/** A stored or requested payment as the features see it. */
public final class Events {
    private Events() {}

    /**
     * Every id carries its workspace, because one feature state serves all workspaces and an entity
     * of one must never be counted in another. Ids hold no control characters, so the join is
     * unambiguous.
     */
    public static PaymentEvent of(String workspace, Payment payment, Parties parties) {
        return new PaymentEvent(
                scoped(workspace, payment.txId()),
                payment.createdAt(),
                payment.amount().doubleValue(),
                payment.currency(),
                payment.direction(),
                payment.channel(),
                payment.psp(),
                payment.status(),
                scoped(workspace, parties.senderEntityId()),
                scoped(workspace, parties.receiverEntityId()),
                parties.senderCountry(),
                parties.receiverCountry(),
                scoped(workspace, parties.merchantId()),
                scoped(workspace, parties.deviceIdHash()),
                scoped(workspace, parties.ipHash()),
                scoped(workspace, parties.userId()),
                payment.routeId(),
                payment.feeTotal().doubleValue(),
                payment.fxRate()
                        .map(rate -> OptionalDouble.of(rate.doubleValue()))
                        .orElse(OptionalDouble.empty()));
    }

    private static Optional<String> scoped(String workspace, Optional<String> id) {
        return id.map(value -> scoped(workspace, value));
    }

    private static String scoped(String workspace, String id) {
        return workspace + '\n' + id;
    }
}
