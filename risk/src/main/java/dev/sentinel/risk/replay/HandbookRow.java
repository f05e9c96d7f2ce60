package dev.sentinel.risk.replay;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * One row of the simulated card payments of the Fraud Detection Handbook. Times are read as UTC,
 * which the data does not say.
 */
record HandbookRow(
        String transactionId,
        Instant at,
        String customerId,
        String terminalId,
        BigDecimal amount,
        boolean fraud) {}
