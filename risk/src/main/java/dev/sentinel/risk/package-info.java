/** Payments scored: features, models, decisions, cases, training, replay. */
@NullMarked
package dev.sentinel.risk;

import org.jspecify.annotations.NullMarked;
