/**
 * Labels: what a payment turned out to be, told by analysts, partners and systems (contract §7).
 *
 * <p>Owns {@code POST /v1/risk/feedback} and the table {@code risk.feedback_labels}. A label enters
 * the features when it arrives, never earlier.
 */
@NullMarked
package dev.sentinel.risk.feedback;

import org.jspecify.annotations.NullMarked;
