/**
 * The decision: gather (features as of the payment) → decide (pure) → record (one group commit).
 *
 * <p>Owns {@code POST /v1/risk/score} and the table {@code risk.risk_scores}. Leaves features to
 * {@code feature}, models to {@code model}, thresholds to {@code config}, what analysts do next to
 * {@code casework}.
 */
@NullMarked
package dev.sentinel.risk.decision;

import org.jspecify.annotations.NullMarked;
