package dev.sentinel.risk.payment;

/** A {@code tx_id} is unique within its workspace only. */
public record PaymentKey(String workspace, String txId) {}
