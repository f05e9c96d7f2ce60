package dev.sentinel.demo.payments;

/**
 * Somebody who sells.
 *
 * @param priceLevel how dear the place is, 1 is usual
 */
record Merchant(String id, Country country, Trade trade, double priceLevel) {}
