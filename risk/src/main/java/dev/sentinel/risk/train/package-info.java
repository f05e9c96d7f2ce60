/**
 * Learning from labelled history: training sets with features as of each payment's own time,
 * boosted trees by XGBoost, and honest metrics on later payments. The only package that knows
 * XGBoost, and so the only one with native code; what it makes, {@code risk.model} runs without it.
 * Leaves reading history and activating models to others.
 */
@NullMarked
package dev.sentinel.risk.train;

import org.jspecify.annotations.NullMarked;
