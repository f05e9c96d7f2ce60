/**
 * Made-up payments with made-up frauds, for demos and tests.
 *
 * <p>Owns the world they happen in (customers, merchants, devices, corridors), their habits and the
 * fraud scenarios. The same seed, size and period give the same payments, to the bit, on every
 * machine. Leaves loading, training and scoring to others. Described in {@code
 * docs/explanation/payment-generator.md}.
 */
@NullMarked
package dev.sentinel.demo.payments;

import org.jspecify.annotations.NullMarked;
