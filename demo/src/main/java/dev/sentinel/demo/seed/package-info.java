/**
 * Demo data: a trained model, a history of payments, scored payments and open cases.
 *
 * <p>Everything goes through the platform's public interface, as a customer's integration would.
 */
@NullMarked
package dev.sentinel.demo.seed;

import org.jspecify.annotations.NullMarked;
