package dev.sentinel.risk.payment;

import dev.sentinel.risk.feature.Channel;
import dev.sentinel.risk.feature.Currency;
import dev.sentinel.risk.feature.Direction;
import dev.sentinel.risk.feature.PaymentStatus;
import dev.sentinel.risk.feature.Psp;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * One payment as the platform reported it (contract §3.1). Amounts are exact decimals in units of
 * the currency; {@code createdAt} is event time, the time that features are computed as of.
 */
public record Payment(
        String txId,
        Instant createdAt,
        BigDecimal amount,
        Currency currency,
        Direction direction,
        Channel channel,
        Psp psp,
        String routeId,
        PaymentStatus status,
        String statusReason,
        BigDecimal feeTotal,
        Optional<BigDecimal> fxRate) {}
